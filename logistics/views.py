"""Where the carrier gateway reports: the raw body is verified, stored and answered 200; the work is a task's."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from logistics import webhooks
from logistics.gateway import BadWebhook, gateway

logger = logging.getLogger(__name__)
LARGEST_BODY = 512 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, driver: str) -> HttpResponse:
    """200 once stored (also the second time), 400 for a body that wasn't signed, 404 for a driver that is off."""
    if driver not in settings.CARRIER_GATEWAYS:
        return HttpResponse("unknown carrier gateway", status=404)
    body = request.body
    if len(body) > LARGEST_BODY:
        return HttpResponse("too large", status=413)
    try:
        event = gateway(driver).parse_webhook(request.headers, body)
    except BadWebhook:
        logger.warning("%s webhook refused: bad signature or body", driver)
        return HttpResponse("signature", status=400)
    webhooks.receive(driver, event)
    return HttpResponse("ok")
