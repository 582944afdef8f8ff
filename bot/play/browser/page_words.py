"""The words of the page, by the keys that its scripts know."""

from __future__ import annotations

from bot.render.words import N_

PAGE = {
    "title": N_("Phakhi: the playground"),
    "clock": N_("Time in the playground"),
    "hint_start": N_(
        "Try it: you play every person yourself. Begin with %(name)s: tap the button in the "
        "group. Or tap “Play it for me” and watch."
    ),
    "hint_join": N_(
        "Now play the representatives, one after the other: choose one, and tap the join button in the group."
    ),
    "hint_open": N_(
        "Everybody has joined. Now choose %(name)s, tap “The twelve stages”, and open the first one."
    ),
    "hint_close": N_("Close this hint"),
    # the example, time
    "play": N_("▶ Play it for me"),
    "stop": N_("■ Stop"),
    "playing": N_("The example is being played. Whatever you do yourself stops it."),
    "acting": N_("Now: %(name)s"),
    "follow": N_("Follow whoever acts"),
    "ended": N_("The example has been played to its end. To begin again, choose “Begin anew”."),
    "speed": N_("Speed"),
    "speed_1": N_("Normal"),
    "speed_4": N_("4 times as fast"),
    "speed_20": N_("20 times as fast"),
    "day": N_("+1 day"),
    "week": N_("+1 week"),
    "time": N_("Let time pass"),
    "day_long": N_("Let 1 day pass"),
    "week_long": N_("Let 1 week pass"),
    "tools": N_("Tools"),
    "board": N_("The broker's page"),
    # chats and people
    "group": N_("Group"),
    "private": N_("Private chat"),
    "chats": N_("Chats"),
    "group_log": N_("Messages in the group %(group)s"),
    "private_log": N_("Messages in the private chat of %(name)s"),
    "people": N_("Play as"),
    "broker": N_("Broker"),
    "representative": N_("Representative"),
    "not_joined": N_("has not joined"),
    "unread": N_("%(count)s unread"),
    "empty_group": N_("Nothing has been written in the group."),
    "empty_private": N_(
        "%(name)s has not written to the bot. Tap a button in the group that leads here, or "
        "write something."
    ),
    "write_group": N_("Write in the group as %(name)s"),
    "write_private": N_("Write to the bot as %(name)s"),
    "send": N_("Send"),
    "attach": N_("Attach pictures or files"),
    "sending_file": N_("Sending %(name)s …"),
    "going": N_("On its way"),
    "newer": N_("New messages ↓"),
    "to_newest": N_("To the newest ↓"),
    "older": N_("Show older messages"),
    "bot": N_("Phakhi bot"),
    "edited": N_("edited"),
    "pick_date": N_("Pick a date for: %(label)s"),
    "opens_page": N_("opens a new page"),
    "enlarge": N_("Show the picture large"),
    "download": N_("Download"),
    "close": N_("Close"),
    "cancel": N_("Cancel"),
    # a newcomer
    "add_organisation": N_("Add an organisation"),
    "add_representative": N_("Add a representative"),
    "organisation": N_("Organisation"),
    "name": N_("Name of the representative"),
    "add": N_("Add"),
    "adding_note": N_("They join by the invitation in the group, just as people do in a real app."),
    # beginning anew
    "anew": N_("Begin anew"),
    "anew_note": N_(
        "Everything that was written in this playground will be gone. To keep it, save the "
        "transcript first."
    ),
    "language": N_("Language"),
    "length": N_("Set of questions"),
    "short": N_("The short form: fewer questions in each stage"),
    "whole": N_("The full form: all questions"),
    "own_set": N_("A set of questions that was brought in is in use."),
    # the rest
    "more": N_("More"),
    "transcript": N_("Save the transcript"),
    "transcript_note": N_("All that was written, as a text file that can be played again."),
    "questions": N_("Try your own questions"),
    "questions_note": N_(
        "Choose a workbook (.xlsx), a .zip or stage files (.toml), or drop them here. They are "
        "checked first; nothing begins anew before you say so."
    ),
    "choose_files": N_("Choose files"),
    "save_questions": N_("Save the questions in use as .xlsx"),
    "use_questions": N_("Begin anew with these"),
    "questions_fit": N_(
        "Nothing to mend. Begin anew with these? Everything that was written in this playground will "
        "be gone; to keep it, save the transcript first."
    ),
    "reading": N_("Reading the questions …"),
    "problems": N_("Please mend this first. What was played is still there."),
    "questions_used": N_("The playground has begun anew with these questions."),
    "own_questions": N_("Back to the questions that came with it"),
    "text_size": N_("Size of the text"),
    "size_normal": N_("Normal"),
    "size_large": N_("Large"),
    "size_largest": N_("Very large"),
    "theme": N_("Colours"),
    "theme_auto": N_("As on this device"),
    "theme_light": N_("Light"),
    "theme_dark": N_("Dark"),
    # when something does not work
    "no_answer": N_(
        "The playground does not answer. Please see whether it is still running, then try "
        "again."
    ),
    "lost": N_("Not connected to the playground. Trying again …"),
    "no_date": N_("Please pick a date."),
}
