/* Artifacts for tests of rules that find something only where several things come together. */
#ifndef TROUBLES_H
#define TROUBLES_H

/* What goes wrong slowly, or between two things, added to a plan that holds; single quotes stand for double ones. */
static const char *const troubles[] = {
    /* The latest report says that all the money is gone. */
    "{'apiVersion': 'd1d/v1', 'kind': 'StatusReport', 'metadata': {'name': 'broke', "
    "'annotations': {'login': 'password: Tr0ub4dor9'}}, "
    "'spec': {'date': '2026-04-17', 'periodEnd': '2026-04-18', 'budget': {'percentComplete': 1, "
    "'actual': {'amount': '600000.00', 'currency': 'EUR'}, "
    "'estimateAtCompletion': {'amount': '700000.00', 'currency': 'EUR'}}}}",
    "{'apiVersion': 'd1d/v1', 'kind': 'LintPolicy', 'metadata': {'name': 'easy'}, "
    "'spec': {'severity': {'STK-004': 'off'}, 'adopted': '2026-02-02'}}",
    /* A customer who likes it less than before: no single feedback shows that. */
    "{'apiVersion': 'd1d/v1', 'kind': 'CustomerFeedback', 'metadata': {'name': 'nps-now'}, 'spec': {'type': 'nps', "
    "'sent': '2026-04-15', 'status': 'answered', 'scale': {'min': 0, 'max': 10}, "
    "'responses': [{'date': '2026-04-15', 'score': 2}]}}",
    "{'apiVersion': 'd1d/v1', 'kind': 'CustomerFeedback', 'metadata': {'name': 'csat-now'}, 'spec': {'type': 'csat', "
    "'sent': '2026-02-02', 'status': 'answered', 'scale': {'min': 1, 'max': 5}, "
    "'responses': [{'date': '2026-02-03', 'score': 2}]}}",
    "{'apiVersion':'d1d/v1','kind':'Sprint','metadata':{'name':'late-1'},'spec':{'id':'spr-91','team':'La"
    "te','start':'2026-03-03','end':'2026-03-06','estimationUnit':'points','committed':90,'completed':3}}",
    "{'apiVersion':'d1d/v1','kind':'Sprint','metadata':{'name':'late-2'},'spec':{'id':'spr-92','team':'La"
    "te','start':'2026-03-06','end':'2026-03-12','estimationUnit':'points','committed':90,'completed':3}}",
    "{'apiVersion':'d1d/v1','kind':'Sprint','metadata':{'name':'late-3'},'spec':{'id':'spr-93','team':'La"
    "te','start':'2026-03-13','end':'2026-03-19','estimationUnit':'points','committed':90,'completed':3}}",
    "{'apiVersion':'d1d/v1','kind':'Sprint','metadata':{'name':'late-4'},'spec':{'id':'spr-94','team':'La"
    "te','start':'2026-03-23','end':'2026-03-27','estimationUnit':'points','committed':90,'completed':3}}",
    "{'apiVersion':'d1d/v1','kind':'Retrospective','metadata':{'name':'late-1'},'spec':{'sprintRefs':['sp"
    "r-93'],'date':'2026-03-19','health':{'pace':1.5}}}",
    "{'apiVersion':'d1d/v1','kind':'Retrospective','metadata':{'name':'late-2'},'spec':{'sprintRefs':['sp"
    "r-94'],'date':'2026-03-27','health':{'pace':1.5}}}",
    "{'apiVersion':'d1d/v1','kind':'QualityInspection','metadata':{'name':'own-1'},'spec':{'date':'2026-0"
    "3-02','mode':'peer','inspectorRef':'aoife.byrne','questionSet':{'name':'own'},'answers':[{'question'"
    ":'q01','answer':'yes'}]}}",
    "{'apiVersion':'d1d/v1','kind':'QualityInspection','metadata':{'name':'own-2'},'spec':{'date':'2026-0"
    "3-03','mode':'peer','inspectorRef':'aoife.byrne','questionSet':{'name':'own'},'answers':[{'question'"
    ":'q01','answer':'partly'}]}}",
    "{'apiVersion':'d1d/v1','kind':'QualityInspection','metadata':{'name':'own-3'},'spec':{'date':'2026-0"
    "3-04','mode':'peer','inspectorRef':'aoife.byrne','questionSet':{'name':'own'},'answers':[{'question'"
    ":'q01','answer':'no'}]}}",
    "{'apiVersion':'d1d/v1','kind':'MilestoneReview','metadata':{'name':'stop'},'spec':{'milestoneRef':'m"
    "s-01','date':'2026-03-20','decision':'noGo'}}",
    /* Rejected before it was accepted; accepted with another content than lies there; a waiver of what is firm. */
    "{'apiVersion':'d1d/v1','kind':'AcceptanceRecord','metadata':{'name':'no-del-01'},'spec':{'deliverable"
    "Ref':'del-01','version':'0.9','submitted':'2026-03-09','decision':'rejected','decisionDate':'2026-03-1"
    "2','accepterRef':'liam.keane'}}",
    "{'apiVersion':'d1d/v1','kind':'AcceptanceRecord','metadata':{'name':'yes-del-03'},'spec':{'deliverabl"
    "eRef':'del-03','version':'1.0','digest':{'sha256':'000000000000000000000000000000000000000000000000000"
    "0000000000007'},'decision':'accepted','decisionDate':'2026-04-10','accepterRef':'liam.keane'}}",
    "{'apiVersion':'d1d/v1','kind':'Waiver','metadata':{'name':'wvr-09'},'spec':{'id':'wvr-09','checks':['A"
    "CC-002']}}",
    /* An approved change that nobody has carried out. */
    "{'apiVersion':'d1d/v1','kind':'ChangeRequest','metadata':{'name':'cr-91'},'spec':{'id':'cr-91','requ"
    "estedByRef':'aoife.byrne','submitted':'2026-03-09','impact':{'scheduleBusinessDays':3},'changes':[{'"
    "ref':'ms-03','field':'baseline','from':'2026-03-01','to':'2026-12-01'}],'status':'approved'}}",
    "{'apiVersion':'d1d/v1','kind':'Approval','metadata':{'name':'cr-91'},'spec':{'subject':{'ref':'cr-91"
    "','digest':{'gitBlob':'0000000000000000000000000000000000000007'}},'approverRef':'marta.ruiz','autho"
    "rityRef':'auth-09','decision':'approved','date':'2026-03-12','recordedByRef':'aoife.byrne','evidence"
    "':[{'type':'document','href':'https://docs.example/cr-91.pdf','digest':{'sha256':'000000000000000000"
    "0000000000000000000000000000000000000000000007'}}]}}",
    /* A risk that is to be escalated. */
    "{'apiVersion': 'd1d/v1', 'kind': 'RaidLog', 'metadata': {'name': 'hot'}, "
    "'spec': {'risks': [{'id': 'risk-91', 'type': 'threat', 'status': 'open', 'strategy': 'escalate'}]}}",
};

#endif
