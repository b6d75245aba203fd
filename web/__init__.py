"""PEOPLE'S PAGES: thin views, templates and static files; every act goes through ``flows.services``."""
