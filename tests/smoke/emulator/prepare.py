"""Makes what the examples point at and do not own."""

import prepare_bookstore
import prepare_intake

if __name__ == "__main__":
    prepare_bookstore.main()
    prepare_intake.main()
