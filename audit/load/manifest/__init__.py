"""A cohort folder or a bare CSV as a Cohort."""
