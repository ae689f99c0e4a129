"""What the pages show, as plain frozen dataclasses: templates never touch FHIR, and these never touch HTTP."""
