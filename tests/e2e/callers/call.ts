import { AdminApi, CatalogApi, Configuration, OrdersApi, PartnersApi } from "./index";
import { Signing } from "./signing";

const env = process.env as Record<string, string>;
const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
};

async function main() {
    const configuration = new Configuration({
        basePath: process.argv[2],
        apiKey: env.KEY,
        accessToken: env.TOKEN,
        middleware: [new Signing(credentials)],
    });
    await new CatalogApi(configuration).searchBooks({ q: env.QUERY, page: 2 });
    await new AdminApi(configuration).setStock({ isbn: env.ISBN, setStockRequest: { count: 3 } });
    await new PartnersApi(configuration).getFeed();
    await new OrdersApi(configuration).listOrders();
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
