"""The room's pages in the sidebar of the staff site."""

from portero.core.staff_menu import add_page

add_page("Before the sale", "Read a code", "codes:tool", "authentication.view_checklisttemplate")
