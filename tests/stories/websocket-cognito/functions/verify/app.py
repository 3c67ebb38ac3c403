def board(event, _context):
    return {"statusCode": 200}


def verify(event, _context):
    return {}


def welcome(event, _context):
    return event
