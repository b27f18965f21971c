"""The exchange's own words for a code, where they are known: bots match on them.

Seen in public logs, in OKX's table of codes, or beside the code in a shipping client's source. Where nothing
stands here the mock says what the spec says.
"""

from collections.abc import Mapping
from types import MappingProxyType

#: By code. `{about}` is the parameter, or whatever else the refusal is about.
OKX_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "50000": "Body can not be empty",
        "50002": "Json data format error",
        "50004": "Endpoint request timeout "
        "(does not indicate success or failure of order, please check order status)",
        "50006": 'Invalid Content_Type, please use "application/json" format',
        "50011": "Too Many Requests",
        "50014": "Parameter {about} can not be empty",
        "50015": "Either parameter {about} is required",
        "50024": "Parameter {about} can not exist at the same time",
        "50101": "APIKey does not match current environment.",
        "50102": "Timestamp request expired",
        "50103": 'Request header "OK-ACCESS-KEY" can not be empty',
        "50104": 'Request header "OK-ACCESS-PASSPHRASE" can not be empty',
        "50105": 'Request header "OK-ACCESS-PASSPHRASE" incorrect.',
        "50106": 'Request header "OK-ACCESS-SIGN" can not be empty',
        "50107": 'Request header "OK-ACCESS-TIMESTAMP" can not be empty',
        "50110": "Your IP {about} is not included in your API key's IP whitelist.",
        "50111": "Invalid OK-ACCESS-KEY",
        "50112": "Invalid OK-ACCESS-TIMESTAMP",
        "50113": "Invalid Sign",
        "50115": "Invalid request method",
        "50119": "API key doesn't exist",
        "51000": "Parameter {about} error",
        "51001": "Instrument ID does not exist",
        "51012": "Token does not exist",
        "51015": "Instrument ID does not match instrument type",
        "51023": "Position does not exist",
        "59300": "Margin call failed. Position does not exist",
        "59301": "Margin adjustment failed because it exceeds the maximum limit",
        "59302": "Margin adjustment failed due to pending close order",
    }
)
