"""What must hold of every reading, whatever was read."""


def spans(reading):
    for task in reading.tasks:
        yield task.text, task.start, task.end
        yield task.title, *task.title_at
        for item in (*task.sentences, *task.targets, *task.lead, *task.responsible, *task.deadlines):
            yield item.text, item.start, item.end
    for phase in reading.phases:
        yield phase.text, phase.start, phase.end
        yield phase.name, *phase.name_at
        for activity in phase.activities:
            yield activity.text, activity.start, activity.end
            yield activity.title, *activity.title_at
    for section in reading.sections:
        yield section.title, *section.title_at
    for item in reading.not_understood:
        yield item.text, item.start, item.end


def holds(reading):
    """Every span quotes the source; every sign that is not blank is in exactly one part; numbers are unique."""
    assert [words for words, start, end in spans(reading) if reading.text[start:end] != words] == []
    covered = "".join(reading.text[part.start : part.end] for part in reading.parts)
    assert "".join(covered.split()) == "".join(reading.text.split())
    assert len({task.no for task in reading.tasks}) == len(reading.tasks)
    assert {task.section for task in reading.tasks} - {None} <= {section.no for section in reading.sections}
    assert reading.as_dict()["text"] == reading.text
