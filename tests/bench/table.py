"""The figures of all rounds and the table that is made of them."""

import operator
from statistics import median

COMPARISONS = {"<=": operator.le, ">=": operator.ge}


class Table:
    """Rows in the order in which they were first named."""

    def __init__(self):
        self.rows = {}
        self.units = {}
        self.bars = {}

    def row(self, name, unit, bar=None):
        """Names a row; `bar` is `("<=", 20)`, what its median is held against."""
        self.rows.setdefault(name, [])
        self.units[name] = unit
        if bar:
            self.bars[name] = bar

    def add(self, name, *values):
        self.rows[name].extend(values)

    def values(self, name):
        return self.rows.get(name, [])

    def text(self, title):
        head = ["", "min", "median", "max", "", "bar", ""]
        lines = [head] + [self.line(name) for name in self.rows if self.rows[name]]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        text = [title]
        for line in lines:
            cells = [line[0].ljust(widths[0])]
            cells += [line[column].rjust(widths[column]) for column in (1, 2, 3)]
            cells += [line[column].ljust(widths[column]) for column in (4, 5, 6)]
            text.append("  ".join(cells).rstrip())
        return "\n".join(text)

    def line(self, name):
        values = self.rows[name]
        middle = median(values)
        cells = [name, number(min(values)), number(middle), number(max(values)), self.units[name]]
        if name not in self.bars:
            return cells + ["", ""]
        comparison, bar = self.bars[name]
        verdict = "ok" if COMPARISONS[comparison](middle, bar) else "MISSED"
        return cells + [f"{comparison} {number(bar)}", verdict]


def number(value):
    if isinstance(value, int) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"
