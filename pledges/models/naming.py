class BearsUnit:
    """A row of a unit prints the name that the unit bore then: in the row's year, unless it has a day of its own.

    Names cost no query where ``unit`` and the year are loaded.
    """

    def named_on(self):
        """The day whose name stands for the row."""
        return self.cluster_year.as_of()

    @property
    def unit_name(self):
        return self.unit.name_on(self.named_on()) if self.unit_id else ""

    @property
    def unit_label(self):
        """The name for tight places."""
        return self.unit.label_on(self.named_on()) if self.unit_id else ""
