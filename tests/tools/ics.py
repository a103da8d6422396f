"""Reads iCalendar files with python3-icalendar and python3-dateutil, which share no code with d1lint.

    ics.py FILE...

Fails where a line is too long or ends otherwise than in CR LF, where the parser meets anything it does not take, where a
UID stands there twice, where an event is no whole day, or where a rule does not give the day that its event begins on.
"""

import datetime
import sys

from dateutil.rrule import rrulestr
from icalendar import Calendar


def check_lines(data):
    for number, line in enumerate(data.split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"
        if b"\n" in line or b"\r" in line:
            yield f"line {number} has a break that is not CR LF"
        line.decode("utf-8")
    if not data.endswith(b"END:VCALENDAR\r\n"):
        yield "it does not end with its calendar"


def check_event(event, seen):
    name = event["UID"]
    if event.errors:
        yield f"{name}: {event.errors}"
    if name in seen:
        yield f"{name} stands there twice"
    seen.add(name)
    start = event["DTSTART"].dt
    if type(start) is not datetime.date:
        yield f"{name} is no whole day: {start}"
    if event["DTSTAMP"].dt.utcoffset() != datetime.timedelta(0):
        yield f"{name}: DTSTAMP is not in UTC"
    if not str(event["SUMMARY"]).strip():
        yield f"{name} has no summary"
    if "RRULE" in event:
        rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=datetime.datetime.combine(start, datetime.time()))
        first = next(iter(rule), None)
        if first is None or first.date() != start:
            yield f"{name} begins on {start}, but its rule on {first}"


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    yield from check_lines(data)
    calendar = Calendar.from_ical(data)
    if calendar.errors:
        yield str(calendar.errors)
    seen = set()
    events = calendar.walk("VEVENT")
    if not events:
        yield "there is no event in it"
    for event in events:
        yield from check_event(event, seen)


failed = False
for path in sys.argv[1:]:
    for fault in check(path):
        print(f"{path}: {fault}")
        failed = True
sys.exit(failed)
