#!/bin/sh
# From an empty folder to the gate s2d-exit, by `d1lint init` and `d1lint new` alone. Everything behind --set is what the
# team knows by 16 March; d1lint adds ids and comments, and nothing else. Run it in an empty folder.
set -eu

# 2 March: the contract is signed.
d1lint init --name museum --title 'Backup review' --customer 'Harbour Museum' --provider 'Acme Consulting' --profile lite \
  --contract-signed 2026-03-02 --s2d-exit 2026-03-16 --kickoff 2026-03-30 --target-end 2026-05-08 \
  --time-zone Europe/Dublin --set currency=EUR --set lifecycle=s2d \
  --set crm.opportunityId=OPP-1204 --set crm.href=https://crm.example/opportunities/1204
d1lint new StatementOfWork --set reference=MUS-7 --set signed=2026-03-02 --set commercialModel=fixedPrice \
  --set budget.amount=18000.00 --set budget.currency=EUR \
  --set acceptance.reviewPeriodBusinessDays=5 --set acceptance.deemedAcceptance=false
d1lint new Deliverable --set title='Backup report with recommendations' \
  --set 'acceptanceCriteria=[{id: a, text: The catalogue was restored within 4 hours, verification: demonstration}]'
d1lint new Obligation --set text='Museum gives read access to the backup server' --set obligor=customer --set due=2026-03-20

# 3 March: who is who.
d1lint new TeamRoster
d1lint new Person --set id=sal.kane --set name='Sal Kane' --set org=acme-consulting --set function=sales \
  --set roles=[accountLead]
d1lint new Person --set id=jo.ray --set name='Jo Ray' --set org=acme-consulting --set function=delivery \
  --set 'roles=[engagementManager, technicalLead]' --set core=true --set responsibilities='Leads the review' \
  --set 'contact={channel: email, address: jo.ray@acme.example}'
d1lint new Person --set id=pia.holm --set name='Pia Holm' --set org=acme-consulting --set function=executive \
  --set roles=[practiceManager]
d1lint new Person --set id=marta.cole --set name='Marta Cole' --set org=harbour-museum --set function=executive \
  --set roles=[executiveSponsor]
d1lint new Person --set id=nils.berg --set name='Nils Berg' --set org=harbour-museum --set function=business \
  --set roles=[projectManager]
d1lint new StakeholderRegister --set lastReviewed=2026-03-13
d1lint new Stakeholder --set personRef=marta.cole --set decisionRole=decisionMaker --set power=high --set interest=high \
  --set engagement.current=supportive --set engagement.desired=supportive --set relationshipOwnerRef=sal.kane \
  --set alignment.state=aligned --set alignment.date=2026-03-12 --set alignment.channel=call

# 12 March: what it is for, agreed with Marta Cole on the phone.
d1lint new OutcomeRegister
d1lint new Outcome --set statement='The museum can restore its catalogue within a working day' --set ownerRef=marta.cole \
  --set status=open --set validation.byRef=marta.cole --set validation.date=2026-03-12 \
  --set 'metrics=[{id: kpi-01, name: Hours to restore the catalogue, unit: h, direction: atMost, baseline: 30, target: 8, due: "2026-05-08", method: Restore on the spare server}]'
d1lint new CommunicationPlan --set channels.provider=jo.ray@acme.example --set channels.customer=office@museum.example \
  --set language=en
d1lint new Forum --set name='Weekly call' --set layer=delivery --set purpose='Progress, what is in the way' \
  --set ownerRef=jo.ray --set audience=[marta.cole] --set start=2026-03-31 --set 'rrule=FREQ=WEEKLY;BYDAY=TU' \
  --set durationMinutes=30 --set timeZone=Europe/Dublin --set recordRequired=false
d1lint new Report --set name='Mail after the call' --set ownerRef=jo.ray --set audience=[marta.cole] \
  --set start=2026-03-31 --set 'rrule=FREQ=WEEKLY;BYDAY=TU' --set format=mail

# 13 March: half an hour on what could go wrong.
d1lint new RaidLog
d1lint new Risk --set title='Tapes cannot be read' --set type=threat --set cause='The drive is of 2009' \
  --set event='A tape fails while it is restored' --set effect='No proof that the catalogue can be restored' \
  --set identified=2026-03-13 --set ownerRef=jo.ray --set probability=3 --set impact=4 --set strategy=mitigate \
  --set trigger='A read error in the first test' --set status=open --set lastReviewed=2026-03-13
d1lint new Risk --set title='Server room closed for repairs' --set type=threat --set cause='The roof is mended in April' \
  --set event='Nobody may enter for a week' --set effect='The test on site slips' \
  --set identified=2026-03-13 --set ownerRef=jo.ray --set probability=2 --set impact=3 --set strategy=accept \
  --set trigger='The builder names a date' --set status=open --set lastReviewed=2026-03-13
d1lint new Risk --set title='Cloud copy is half price' --set type=opportunity --set cause='The consortium has a contract' \
  --set event='The museum may join it' --set effect='A second copy within the budget' \
  --set identified=2026-03-13 --set ownerRef=sal.kane --set probability=2 --set impact=2 --set strategy=exploit \
  --set trigger='The consortium answers' --set status=open --set lastReviewed=2026-03-13

# 16 March: sales hands over.
d1lint new CustomerContext --set newCustomer=true \
  --set sections.businessDrivers='The insurer asks for proof of a restore by June' \
  --set sections.currentState='One tape drive, a script of 2012, no test since' \
  --set 'sections.priorWork={none: true, reason: Nobody has reviewed it before}' \
  --set sections.constraints='The catalogue is open to visitors from 10 to 18' \
  --set 'commitments=[{id: cmt-01, text: A report that the insurer accepts, madeBy: sal.kane, mappedTo: [out-01]}]' \
  --set 'acknowledgements=[{personRef: jo.ray, date: "2026-03-16"}]' \
  --set 'practiceLinks=["https://wiki.acme.example/backup-reviews"]'
d1lint new Handover --set type=s2d --set date=2026-03-16 --set giverRefs=[sal.kane] --set receiverRefs=[jo.ray] \
  --set 'items=[{topic: contractAndCommercials, mandatory: true, status: done}, {topic: customerHistory, mandatory: true, status: done}, {topic: stakeholders, mandatory: true, status: done}, {topic: outcomes, mandatory: true, status: done}, {topic: risksAndKnownIssues, mandatory: true, status: done}, {topic: estimateAssumptions, mandatory: true, status: done}]' \
  --set 'knowledgeTransfer=[{topic: Why five weeks are enough, date: "2026-03-16", recipientRefs: [jo.ray], confirmation: readBack}]' \
  --set 'acknowledgements=[{personRef: sal.kane, date: "2026-03-16"}, {personRef: jo.ray, date: "2026-03-16"}]'
