"""What is read off the names of files, held against Alembic, which reads what stands in them."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from bot.store.revisions import MIGRATIONS, newest, revisions


def test_alembic_knows_the_same_revisions_in_the_same_order() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    known = [revision.revision for revision in script.walk_revisions()]
    assert list(revisions()) == known[::-1]
    assert newest() == script.get_current_head()
