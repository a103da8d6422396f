/* The functions that rules call, over the example engagement as of 2026-02-20: Monday to Friday, Dublin, euros. */
#include "unit/engine/expressions.h"

static struct over over;

static void open_scope(void)
{
    over_open(&over, "examples/halden-orders", "2026-02-20");
}

static void close_scope(void)
{
    over_close(&over);
}

#define EXPECT_ALL(expressions) over_expect(&over, expressions, LENGTH(expressions))

/* The expressions with `s` standing for a value: that of `form` with a text in the place of its %s. */
static void expect_of(const char *form, const char *text, const struct expression *expressions, size_t count)
{
    const char *gap = strstr(form, "%s");

    for (size_t i = 0; i < count; i++) {
        struct d1_strbuf whole = {0};

        d1_strbuf_printf(&whole, "cel.bind(s, %.*s%s%s, %s)", (int)(gap - form), form, text, gap + 2,
                         expressions[i].text);
        over_expect(&over, &(struct expression){whole.ptr, expressions[i].value}, 1);
        d1_strbuf_release(&whole);
    }
}

TestSuite(functions, .init = open_scope, .fini = close_scope);

Test(functions, dates)
{
    static const struct expression expressions[] = {
        {"days(date('2026-02-16'), date('2026-03-02'))", "14"},
        {"addDays(date('2026-02-27'), 2)", "date(\"2026-03-01\")"},
        {"addDays(date('2026-03-01'), -2)", "date(\"2026-02-27\")"},
        {"addDays(date('9999-12-31'), 1)", "! the date lies outside the years 0001 to 9999"},
        {"businessDays(date('2026-03-16'), date('2026-03-18'))", "1"},
        {"addBusinessDays(date('2026-03-16'), 1)", "date(\"2026-03-18\")"},
        {"addBusinessDays(date('2026-03-18'), -1)", "date(\"2026-03-16\")"},
        {"addBusinessDays(date('2026-03-17'), 0)", "date(\"2026-03-17\")"},
        {"nextWorkingDay(date('2026-03-17'))", "date(\"2026-03-18\")"},
        {"nextWorkingDay(date('2026-03-18'))", "date(\"2026-03-18\")"},
        {"isWorkingDay(date('2026-03-17'))", "false"},
        /* Two weeks end today; one day less ended yesterday. */
        {"overdue(date('2026-02-06'), 14)", "false"},
        {"overdue(date('2026-02-06'), 13)", "true"},
        {"date(timestamp('2026-06-30T23:30:00Z'))", "date(\"2026-07-01\")"},
        {"asDay('2026-02-16')", "optional.of(date(\"2026-02-16\"))"},
        {"asDay(today)", "optional.of(date(\"2026-02-20\"))"},
        {"asDay('2026-02-29').hasValue()", "false"},
        {"asDay(20260216).hasValue()", "false"},
        {"asDay(null).hasValue()", "false"},
        {"peopleDate()", "date(\"2026-02-20\")"},
    };

    EXPECT_ALL(expressions);
}

Test(functions, exact_numbers)
{
    static const struct expression expressions[] = {
        {"string(decimal('0.1').plus(decimal('0.2')))", "\"0.3\""},
        {"string(decimal(0.1).plus(decimal(0.2)))", "\"0.3\""},
        {"string(decimal(7u).minus(decimal(-7)))", "\"14\""},
        {"string(decimal('123456789012345678901234567890.12').times(decimal('0.5')))",
         "\"61728394506172839450617283945.06\""},
        {"compare(decimal('9.0'), decimal('10'))", "-1"},
        {"compare(decimal('9.0'), decimal(9))", "0"},
        {"compare(decimal('-1').abs(), decimal('0.5'))", "1"},
        {"string(total([]))", "\"0\""},
        {"string(total([0.1, 0.2, 0.3, 0.4]))", "\"1\""},
        {"string(total(['12.50', '7.5'].map(x, decimal(x))))", "\"20\""},
        {"string(median([3, 1, 2]))", "\"2\""},
        {"string(median([10, 1, 2, 3]))", "\"2.5\""},
        {"string(median([1.5, 1.25]))", "\"1.375\""},
        {"median([])", "! nothing has no median"},
        {"ratio(decimal(2), decimal(3), 1)", "\"0.7\""},
        {"ratio(decimal(2), decimal(0), 1)", "! nothing is divided by 0"},
        {"ratio(decimal(2), decimal(3), 21)", "! a ratio has 0 to 20 digits behind the point, not 21"},
        {"decimal('12,50')", "! `12,50` is no decimal number"},
        {"decimal(1.0 / 0.0)", "! infinity is no decimal number"},
        {"decimal(true)", "! a decimal number is made of a number or its text"},
        {"decimal('1e1001')", "! a number has more than 1000 digits"},
        {"decimal('1') == 1", "! decimal and int are never equal"},
    };

    EXPECT_ALL(expressions);
}

Test(functions, money_in_the_currency_of_the_engagement)
{
    static const struct expression expressions[] = {
        {"string(worth({'amount': '480000.00', 'currency': 'EUR'}))", "\"480000\""},
        {"string(worth({'amount': '480000.00', 'currency': 'EUR', 'fxRate': '2'}))", "\"480000\""},
        {"string(worth({'amount': '-10.50', 'currency': 'USD', 'fxRate': '0.92'}))", "\"-9.66\""},
        {"string(worth({'amount': '1000', 'currency': 'JPY', 'fxRate': '0.0061234567890123456789'}))",
         "\"6.1234567890123456789\""},
        {"worth({'amount': '10.50', 'currency': 'USD'})", "! the amount of USD 10.50 has no `fxRate` to EUR"},
        {"worth({'amount': '10.50'})", "! an amount of money has an `amount` and a `currency`"},
        {"worth({'amount': 'ten', 'currency': 'EUR'})", "! `ten` is no decimal number"},
        {"artifacts.StatementOfWork[0].spec.?budget.optMap(b, string(worth(b)))", "optional.of(\"480000\")"},
    };

    EXPECT_ALL(expressions);
}

Test(functions, versions)
{
    static const struct expression expressions[] = {
        {"compareVersions('1.0', '1.0')", "0"},
        {"compareVersions('1.9', '1.10')", "-1"},
        {"compareVersions('2', '1.99')", "1"},
        {"compareVersions('1', '1.0.0')", "0"},
        {"compareVersions('1', '1.0.1')", "-1"},
        {"compareVersions('01.002', '1.2')", "0"},
        {"compareVersions('1.99999999999999999999998', '1.99999999999999999999999')", "-1"},
        {"compareVersions('1.100000000000000000000000', '1.99999999999999999999999')", "1"},
        {"compareVersions('1.rc2', '1.0')", "-1"},
        {"compareVersions('1.rc', '1')", "-1"},
        {"compareVersions('a', 'b')", "-1"},
        {"compareVersions('1..2', '1.0.2')", "-1"},
        {"compareVersions('', '0')", "0"},
        {"compareVersions('', '')", "0"},
    };

    EXPECT_ALL(expressions);
}

Test(functions, what_there_is)
{
    static const struct expression expressions[] = {
        {"isCheck('COM-004')", "true"},
        {"isCheck('com-004')", "false"},
        {"isCheck('S2D-C1')", "false"},
        {"isCriterion('S2D-C1')", "true"},
        {"isCriterion('COM-004')", "false"},
        {"'ClosureReport' in absentKinds()", "true"},
        {"absentKinds().exists(k, k in ['Engagement', 'RaidLog', 'LintPolicy', 'Waiver', 'ChangeRequest'])", "false"},
        {"isFile('https://docs.example/a.pdf')", "false"},
        {"isFile('../halden-orders/raid/actions.yaml')", "false"},
        {"isBlobOf('7d5d0a1c0f0cb6f0d3d1f9be0f4c3a9a6f1bb4e2', 'raid/actions.yaml')", "false"},
        {"approvedDifference('ProjectCharter/none', '7d5d0a1c0f0cb6f0d3d1f9be0f4c3a9a6f1bb4e2')", "\"\""},
    };

    EXPECT_ALL(expressions);
}

Test(functions, clocks)
{
    static const struct expression expressions[] = {
        {"now() == timestamp('2026-02-20T00:00:00Z')", "true"},
        {"startOf(date('2026-07-01')) == timestamp('2026-06-30T23:00:00Z')", "true"},
        {"workingTime(timestamp('2026-02-20T16:00:00Z'), timestamp('2026-02-23T10:00:00Z')) == duration('18h')",
         "true"},
        {"workingTime(timestamp('2026-02-23T10:00:00Z'), timestamp('2026-02-20T16:00:00Z')) == duration('-18h')",
         "true"},
        {"isHoliday(date('2026-03-17'))", "true"},
        {"isHoliday(date('2026-03-15'))", "false"},
    };

    EXPECT_ALL(expressions);
}

Test(functions, what_comes_back)
{
    static const struct expression expressions[] = {
        /* Every two weeks over the change of clocks on 2026-03-29. */
        {"occurrences('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', date('2026-03-15'), date('2026-03-20'), date('2026-04-30'))",
         "[date(\"2026-03-29\"), date(\"2026-04-12\"), date(\"2026-04-26\")]"},
        {"occurrences('FREQ=MONTHLY', date('2026-01-31'), date('2026-04-30'))",
         "[date(\"2026-01-31\"), date(\"2026-03-31\")]"},
        {"occurrences('FREQ=DAILY', date('0001-01-01'), date('2026-04-29'), date('2026-04-30')).size()", "2"},
        {"occurrences('FREQ=DAILY', date('0001-01-01'), date('9999-12-31'))", "! the rule gives more than 10000 dates"},
        {"occurrences('FREQ=DAILY', date('9999-12-30'), date('9999-12-31')).size()", "2"},
        {"occurrences('FREQ=YEARLY', date('2026-01-01'), date('2026-12-31'))",
         "! FREQ=YEARLY is not supported; use DAILY, WEEKLY or MONTHLY (a year is FREQ=MONTHLY;INTERVAL=12)"},
        {"recurrenceFault('FREQ=DAILY')", "\"\""},
        {"recurrenceFault('FREQ=HOURLY')", "\"FREQ=HOURLY is not supported; use DAILY, WEEKLY or MONTHLY\""},
        {"isRecurrence('FREQ=HOURLY')", "false"},
        {"longestRun([1, 2, 3, 4, 5], [2, 4, 5])", "2"},
        {"longestRun([1, 2], [3])", "0"},
        {"longestRun([], [3])", "0"},
        {"periods([date('2026-02-06'), date('2026-02-20')], date('2026-02-02')).map(p, days(p.begin, p.end))",
         "[4, 13]"},
        {"periods([date('2026-02-06'), date('2026-02-20')], date('2026-02-16')).map(p, p.begin)",
         "[date(\"2026-02-16\")]"},
        {"periods([], date('2026-02-16'))", "[]"},
    };

    EXPECT_ALL(expressions);
}

Test(functions, missed_occurrences)
{
    static const struct expression expressions[] = {
        {"missedOccurrences([date('2026-02-02'), date('2026-02-09')], [date('2026-02-04')], 2)",
         "[date(\"2026-02-09\")]"},
        /* Two working days before Monday is Thursday. */
        {"missedOccurrences([date('2026-02-09')], [date('2026-02-05')], 2)", "[]"},
        {"missedOccurrences([date('2026-02-09')], [date('2026-02-04')], 2)", "[date(\"2026-02-09\")]"},
        /* That of Wednesday may be recorded until today, Friday; that of Tuesday not any more. */
        {"missedOccurrences([date('2026-02-17'), date('2026-02-18')], [], 2)", "[date(\"2026-02-17\")]"},
        {"missedOccurrences([date('2026-02-09')], [], -1)", "! a tolerance is not negative"},
        {"missedOccurrences([], [date('2026-02-09')], 2)", "[]"},
    };

    EXPECT_ALL(expressions);
}

/* Five milestones; ms-99 is none of them. */
static const char plan[] = "dyn([{'id': 'ms-01', 'durationBusinessDays': 0, 'actual': date('2026-03-02')},"
                           "{'id': 'ms-02', 'durationBusinessDays': 15, 'dependsOn': [{'ref': 'ms-01'}]},"
                           "{'id': 'ms-03', 'durationBusinessDays': 20, 'dependsOn': [{'ref': 'ms-02'}]},"
                           "{'id': 'ms-04', 'durationBusinessDays': 30, 'dependsOn': [{'ref': 'ms-02'}]},"
                           "{'id': 'ms-05', 'durationBusinessDays': 10, 'dependsOn': [{'ref': 'ms-03'}, {'ref': "
                           "'ms-04'}, {'ref': 'ms-99'}]}])";

/* The plan starts on a Monday; 17 March, 6 April and 4 May are holidays. */
Test(functions, the_planned_network)
{
    static const struct expression expressions[] = {
        {"s.milestones.map(m, m.earlyFinish)", "[0, 15, 35, 45, 55]"},
        {"s.milestones.map(m, m.totalFloat)", "[0, 0, 10, 0, 0]"},
        {"s.milestones.map(m, m.freeFloat)", "[0, 0, 10, 0, 0]"},
        {"s.critical", "[\"ms-01\", \"ms-02\", \"ms-04\", \"ms-05\"]"},
        {"s.milestones.map(m, string(m.finish))",
         "[\"2026-03-02\", \"2026-03-24\", \"2026-04-22\", \"2026-05-07\", \"2026-05-21\"]"},
        {"s.milestones.filter(m, m.id == 'ms-03').map(m, m.latestFinish)", "[date(\"2026-05-07\")]"},
        {"s.finish", "date(\"2026-05-21\")"},
        {"s.length", "55"},
        {"s.?last.id", "optional.of(\"ms-05\")"},
        {"s.byId[?'ms-03'].totalFloat", "optional.of(10)"},
        {"s.byId[?'ms-99'].hasValue()", "false"},
        {"s.finnish", "! Schedule has no field `finnish`; did you mean `finish`?"},
        {"s.finish > 5", "! `>` does not compare date with int; days(a, b) counts the days between two dates"},
    };
    static const struct expression empty[] = {
        {"s.?last.hasValue()", "false"},
        {"s.finish", "date(\"2026-03-02\")"},
    };

    expect_of("schedule(%s, date('2026-03-02'))", plan, expressions, LENGTH(expressions));
    expect_of("schedule(%s, date('2026-03-02'))", "dyn([])", empty, LENGTH(empty));
}

/* What a second milestone of two days, or the only one, gives; `text` is its list. */
Test(functions, lags_and_dates_of_the_network)
{
    static const struct {
        const char *name, *plan, *finish;
    } cases[] = {
        /* ms-1 is done on Monday the 9th; six days of lag go over the holiday on the 17th. */
        {"a lag over a holiday",
         "{'id': 'ms-1', 'durationBusinessDays': 5}, {'id': 'ms-2', 'durationBusinessDays': 2, 'dependsOn': [{'ref': "
         "'ms-1', 'lagBusinessDays': 6}]}",
         "date(\"2026-03-20\")"},
        {"a lead",
         "{'id': 'ms-1', 'durationBusinessDays': 5}, {'id': 'ms-2', 'durationBusinessDays': 4, 'dependsOn': [{'ref': "
         "'ms-1', 'lagBusinessDays': -2}]}",
         "date(\"2026-03-11\")"},
        {"a lead to before the start",
         "{'id': 'ms-1', 'durationBusinessDays': 5}, {'id': 'ms-2', 'durationBusinessDays': 6, 'dependsOn': [{'ref': "
         "'ms-1', 'lagBusinessDays': -20}]}",
         "date(\"2026-03-10\")"},
        /* The 17th is no day of work: it begins on the 18th and ends, five days later, on the 24th. */
        {"not before a holiday", "{'id': 'ms-1', 'durationBusinessDays': 5, 'notBefore': date('2026-03-17')}",
         "date(\"2026-03-24\")"},
        {"not before its day as text", "{'id': 'ms-1', 'durationBusinessDays': 5, 'notBefore': '2026-03-18'}",
         "date(\"2026-03-24\")"},
        {"not before the start", "{'id': 'ms-1', 'durationBusinessDays': 5, 'notBefore': date('2026-03-02')}",
         "date(\"2026-03-09\")"},
        {"no work, not before a holiday", "{'id': 'ms-1', 'durationBusinessDays': 0, 'notBefore': date('2026-03-17')}",
         "date(\"2026-03-18\")"},
        {"a circle", "{'id': 'ms-1', 'durationBusinessDays': 5, 'dependsOn': [{'ref': 'ms-1'}]}",
         "! the milestones depend on each other in a circle (ms-1 -> ms-1)"},
        {"no duration", "{'id': 'ms-1'}", "! ms-1 has no `durationBusinessDays`, so the network cannot be reckoned"},
        {"longer than all years", "{'id': 'ms-1', 'durationBusinessDays': 4000001}",
         "! ms-1 takes or waits longer than the calendar has days"},
        {"less than nothing", "{'id': 'ms-1', 'durationBusinessDays': -1}",
         "! ms-1 takes or waits longer than the calendar has days"},
        {"beyond the last year", "{'id': 'ms-1', 'durationBusinessDays': 3000000}",
         "! the network reaches beyond the years 0001 to 9999"},
    };

    for (size_t i = 0; i < LENGTH(cases); i++)
        expect_of("schedule(dyn([%s]), date('2026-03-02'))", cases[i].plan,
                  &(struct expression){"s.finish", cases[i].finish}, 1);
}

Test(functions, cycles_of_the_network)
{
    static const struct expression expressions[] = {
        {"s.map(m, dyn(m).?id.orValue(''))", "[\"ms-2\", \"ms-10\", \"ms-2\"]"},
    };
    static const struct expression none[] = {{"s", "[]"}};

    expect_of("dependencyCycle(dyn([%s]))",
              "{'id': 'ms-10', 'dependsOn': [{'ref': 'ms-2'}]}, {'id': 'ms-2', 'dependsOn': [{'ref': 'ms-10'}]}",
              expressions, LENGTH(expressions));
    expect_of("dependencyCycle(%s)", plan, none, LENGTH(none));
}

/* Five days of work from Monday 2 March on, then two. */
Test(functions, the_network_as_it_stands)
{
    static const struct {
        const char *progress, *finish;
    } cases[] = {
        {"}), '2026-03-02'", "\"2026-03-11\""},
        /* Work that runs to plan changes nothing until its planned finish has passed. */
        {"}), '2026-03-09'", "\"2026-03-11\""},
        {"}), '2026-03-10'", "\"2026-03-12\""},
        /* Done early, what follows moves up; done late, it moves back. */
        {", 'actual': date('2026-03-04')}), '2026-03-04'", "\"2026-03-06\""},
        {", 'actual': date('2026-03-12')}), '2026-03-12'", "\"2026-03-16\""},
        /* What is said to be done tomorrow is not done. */
        {", 'actual': date('2026-03-04')}), '2026-03-03'", "\"2026-03-11\""},
        {", 'forecast': date('2026-03-13')}), '2026-03-03'", "\"2026-03-18\""},
        /* A forecast before what can be does not make it earlier. */
        {", 'forecast': date('2026-03-03')}), '2026-03-03'", "\"2026-03-11\""},
        /* Over the holiday on the 17th. */
        {", 'forecast': date('2026-03-16')}), '2026-03-03'", "\"2026-03-19\""},
    };

    for (size_t i = 0; i < LENGTH(cases); i++)
        expect_of("[dyn({'id': 'ms-1', 'durationBusinessDays': 5%s]", cases[i].progress,
                  &(struct expression){
                      "string(schedule([s[0], dyn({'id': 'ms-2', 'durationBusinessDays': 2, 'dependsOn': [{'ref': "
                      "'ms-1'}]})], date('2026-03-02'), date(s[1])).finish)",
                      cases[i].finish},
                  1);
}

Test(functions, change_after_change)
{
    static const struct expression expressions[] = {
        {"s.values", "[\"2026-05-21\", \"2026-05-26\", \"2026-06-01\", \"2026-06-02\"]"},
        {"s.misfits.map(c, dyn(c).?to.orValue(''))", "[\"2026-07-01\"]"},
    };
    static const struct expression none[] = {{"s.values", "[20]"}, {"s.misfits", "[]"}};

    expect_of("fold(date('2026-05-21'), dyn([%s]))",
              "{'from': '2026-05-21', 'to': '2026-05-26'}, {'from': '2026-05-21', 'to': '2026-07-01'},"
              "{'from': '2026-05-26', 'to': '2026-06-01'}, {'to': '2026-06-02'}",
              expressions, LENGTH(expressions));
    expect_of("fold(%s, [])", "20", none, LENGTH(none));
}

Test(functions, what_is_filled_in)
{
    static const struct expression expressions[] = {
        {"['', ' ', '\\u200b', 'TODO', 'tbd', ' Tbc ', '?', '...', '\\u2026', '<name>', '< your text >'].all(t, "
         "blank(t))",
         "true"},
        {"['-', 'no', '0', 'TODO: ask', 'to do', '?!', '. . .', '<a> and <b>', 'a <b>', 'ß'].exists(t, blank(t))",
         "false"},
        {"['token', 'x', 'en', '-', 'Passwor'].all(w, saysAny('a PassWord: toKen-x', [w]))", "true"},
        {"['tokens', 'q', 'xy', '_', 'asx'].exists(w, saysAny('a PassWord: toKen-x', [w]))", "false"},
        {"saysAny('to', ['nothing', 'to'])", "true"},
        {"saysAny('', ['a'])", "false"},
        {"saysAny('a', [])", "false"},
        {"saysAny('a', [''])", "true"},
        {"['word', 'aword', 'abword', 'abcword', 'wordd', 'Worda', 'a wOrD b'].all(t, saysAny(t, ['zz', 'word', "
         "'wo']))",
         "true"},
        {"['ab', 'xab', 'xyab', 'aab', 'aba', 'xabx'].all(t, saysAny(t, ['ab']) && saysAny(t, ['b']))", "true"},
        {"['worz', 'xworz', 'wor', 'xwor', 'wo rd', '7ord'].exists(t, saysAny(t, ['word']))", "false"},
        {"writingsWith([]).size() == allArtifacts().size() && writingsWith([]).unwrapOpt() == []", "true"},
        {"writingsWith(['StakeholderREGISTER']).map(t, t.hasValue()) == allArtifacts().map(a, saysAny(writing(a), "
         "['stakeholderregister']))",
         "true"},
        {"writingsWith(['kind: RaidLog']).unwrapOpt() == allArtifacts().filter(a, a.?kind.orValue('') == 'RaidLog')"
         ".map(a, writing(a))",
         "true"},
        {"filled(dyn(['', 'TBD', null, []]))", "false"},
        {"filled(dyn(['', 'risk']))", "true"},
        {"filled(dyn([]))", "false"},
        {"filled(dyn({}))", "false"},
        {"filled(dyn({'a': ''}))", "true"},
        {"filled(dyn({'none': true}))", "false"},
        {"filled(dyn({'none': true, 'reason': 'TBD'}))", "false"},
        {"filled(dyn({'none': true, 'reason': 'New market'}))", "true"},
        {"filled(0)", "true"},
        {"filled(false)", "true"},
        {"filled(today)", "true"},
        {"filled(null)", "false"},
        {"filled('<name>')", "false"},
    };

    EXPECT_ALL(expressions);
}

/* What is no file of the repository has no digest. */
Test(functions, digests_of_files)
{
    static const struct expression expressions[] = {
        {"digest('no/such/file.pdf')", "optional.none()"},
        {"digest('../README.md')", "optional.none()"},
        {"digest('/etc/passwd')", "optional.none()"},
        {"digest('.git/config')", "optional.none()"},
        {"digest('')", "optional.none()"},
        {"digest('examples')", "optional.none()"},
        {"digest('LICENSE').optMap(d, isDigestOf(d, 'LICENSE'))", "optional.of(true)"},
        {"isDigestOf('00', 'LICENSE')", "false"},
        {"isDigestOf('00', 'no/such/file.pdf')", "false"},
        {"digest('LICENSE').optMap(d, d.matches('^[0-9a-f]{64}$'))", "optional.of(true)"},
    };

    EXPECT_ALL(expressions);
}

/* A path that names no file is written from another folder, or is one letter beside one that the engagement names. */
Test(functions, files_that_were_meant)
{
    static const struct expression expressions[] = {
        {"meantFile('raid/actions.yaml')", "\"examples/halden-orders/raid/actions.yaml\""},
        {"meantFile('./raid/actions.yaml')", "\"examples/halden-orders/raid/actions.yaml\""},
        {"meantFile('../halden-orders/raid/actions.yaml')", "\"examples/halden-orders/raid/actions.yaml\""},
        {"meantFile('/LICENSE')", "\"LICENSE\""},
        {"meantFile('examples/halden-orders/raid/action.yaml')", "\"examples/halden-orders/raid/actions.yaml\""},
        {"meantFile('no/such/file.pdf')", "\"\""},
        {"meantFile('')", "\"\""},
        {"meantFile('../../../../../../../../../../etc/passwd')", "\"\""},
        {"nearest('risk', ['rusk', 'risky', 'other'])", "\"rusk\""},
        {"nearest('risk', ['risk', 'elsewhere'])", "\"\""},
        {"nearest('risk', [])", "\"\""},
    };

    EXPECT_ALL(expressions);
}

/* Over an engagement with artifacts of every kind: their dates are dates, and misspelt fields are found. */
Test(functions, read_typed_items)
{
    static const struct expression expressions[] = {
        {"plannedSchedule().milestones.map(m, string(m.finish))", "[\"2026-05-27\", \"2026-07-23\"]"},
        {"plannedSchedule().critical", "[\"ms-01\", \"ms-02\"]"},
        {"plannedSchedule().milestones.map(m, m.milestone.titel)",
         "! Milestone has no field `titel`; did you mean `title`?"},
        {"currentSchedule().finish", "date(\"2026-07-24\")"},
        {"schedule(items.Milestone, planStart(), date('2026-05-20')).finish", "date(\"2026-07-24\")"},
        {"dependencyCycle(items.Milestone)", "[]"},
        /* Every third Tuesday: that of 14 July was called off, that of 25 August lies behind the end. */
        {"items.Forum.filter(f, f.id == 'frm-01').map(f, meetings(f, date('2026-06-20'), date('2026-09-30')))",
         "[[date(\"2026-06-23\"), date(\"2026-08-04\")]]"},
        /* Every day; the 14th is a holiday. */
        {"items.Forum.filter(f, f.id == 'frm-03').map(f, meetings(f, date('2026-05-13'), date('2026-05-16')))",
         "[[date(\"2026-05-13\"), date(\"2026-05-15\"), date(\"2026-05-16\")]]"},
        {"items.Report.map(r, reportPeriods(r, date('2026-05-11'), date('2026-06-08')).map(p, string(p.begin)))",
         "[[\"2026-05-22\", \"2026-05-23\"]]"},
        {"items.Forum.filter(f, hasEnded(f)).map(f, f.id)", "[\"frm-01\"]"},
        {"items.Milestone.exists(m, isOpen('Milestone', m))", "false"},
        {"items.Obligation.exists(o, isOpen('Obligation', o))", "false"},
        {"items.DeliverableEntry.map(e, plannedDate(e))", "[optional.of(date(\"2026-07-24\"))]"},
        {"items.EscalationLevel.filter(l, l.?clock == optional.of('business')).map(l, l.?responseWithin)",
         "[optional.of(duration(\"14400s\"))]"},
        {"peopleDate()", "date(\"2026-08-21\")"},
        {"holders('deliverableAcceptance', peopleDate())", "[\"stig.aune\"]"},
    };

    over_close(&over);
    over_open(&over, "examples/every-kind", "2026-08-22");
    EXPECT_ALL(expressions);
}
