"""Where pieces are judged: the queue, the workbench, the outside authenticator's page, rounds side by side."""
