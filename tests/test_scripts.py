"""What holds for all scripts of the pages."""

import re
from collections import Counter

from moviediary.config import ROOT

# What stands at the beginning of a line is known to all scripts of a page; in a block, it is not.
NAMED = re.compile(r"^(?:(?:async )?function\*?|const|let|var|class)\s+(\w+)", re.MULTILINE)


def test_no_script_takes_a_name_that_another_one_has():
    # The service worker runs by itself.
    pages = [path for path in sorted(ROOT.glob("static/js/*.js")) if path.name != "worker.js"]
    names = Counter(name for path in pages for name in set(NAMED.findall(path.read_text())))
    assert len(names) > 20
    assert [name for name, scripts in names.items() if scripts > 1] == []
