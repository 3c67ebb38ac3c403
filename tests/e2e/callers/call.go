package main

import (
	"context"
	"log"
	"net/http"
	"os"

	books "example.com/shop/bookstore"
)

func main() {
	configuration := books.NewConfiguration()
	configuration.Servers = books.ServerConfigurations{{URL: os.Args[1]}}
	configuration.HTTPClient = &http.Client{Transport: &books.Signing{
		Credentials: func(context.Context) (books.Credentials, error) {
			return books.Credentials{
				ID:     os.Getenv("AWS_ACCESS_KEY_ID"),
				Secret: os.Getenv("AWS_SECRET_ACCESS_KEY"),
				Token:  os.Getenv("AWS_SESSION_TOKEN"),
			}, nil
		},
	}}
	client := books.NewAPIClient(configuration)
	keys := map[string]books.APIKey{"key": {Key: os.Getenv("KEY")}}
	ctx := context.WithValue(context.Background(), books.ContextAPIKeys, keys)
	_, _, err := client.CatalogAPI.SearchBooks(ctx).Q(os.Getenv("QUERY")).Page(2).Execute()
	must(err)
	_, err = client.AdminAPI.SetStock(ctx, os.Getenv("ISBN")).SetStockRequest(*books.NewSetStockRequest(3)).Execute()
	must(err)
	_, _, err = client.PartnersAPI.GetFeed(ctx).Execute()
	must(err)
	ctx = context.WithValue(ctx, books.ContextAccessToken, os.Getenv("TOKEN"))
	_, _, err = client.OrdersAPI.ListOrders(ctx).Execute()
	must(err)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
