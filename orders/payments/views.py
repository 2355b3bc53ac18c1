"""Where providers report: the raw body is verified, stored and answered 200; the work happens in a task."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.payments import webhooks
from orders.payments.gateway import BadWebhook, Unknown, gateway

logger = logging.getLogger(__name__)

LARGEST_BODY = 512 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """200 once stored (also the second time), 400 for a body that the provider didn't sign, 404 unknown provider.

    503 if the provider, who must say whether it signed this, doesn't answer: it then sends it again.
    """
    if provider not in settings.PAYMENT_PROVIDERS:
        return HttpResponse("unknown provider", status=404)
    body = request.body
    if len(body) > LARGEST_BODY:
        return HttpResponse("too large", status=413)
    try:
        event = gateway(provider).parse_webhook(request.headers, body)
    except BadWebhook:
        logger.warning("%s webhook refused: bad signature or body", provider)
        return HttpResponse("signature", status=400)
    except Unknown:
        return HttpResponse("later", status=503)
    webhooks.receive(provider, event)
    return HttpResponse("ok")
