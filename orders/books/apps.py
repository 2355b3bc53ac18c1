from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "orders.books"
    label = "books"
    verbose_name = "Books"
