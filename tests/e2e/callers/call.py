"""Calls the gate, or the deployed bookstore, by the client in Python: words are the address, and `signed` or not."""

import json
import os
import sys

from bookstore_v2 import ApiClient, Configuration, SetStockRequest
from bookstore_v2.api.admin_api import AdminApi
from bookstore_v2.api.catalog_api import CatalogApi
from bookstore_v2.api.orders_api import OrdersApi
from bookstore_v2.api.partners_api import PartnersApi
from bookstore_v2.signing import signed

host, wanted = sys.argv[1:]
configuration = Configuration(host=host, api_key={"key": os.environ["KEY"]}, access_token=os.environ["TOKEN"])
client = ApiClient(configuration)
if wanted == "signed":
    signed(client, region="eu-west-1")
    CatalogApi(client).search_books(os.environ["QUERY"], page=2)
    AdminApi(client).set_stock(os.environ["ISBN"], SetStockRequest(count=3))
    PartnersApi(client).get_feed()
    OrdersApi(client).list_orders()
else:
    print(json.dumps(PartnersApi(client).get_feed()))
