package main

import (
	"encoding/json"
	"os"
	"time"
)

// outcomes reads the published table of codes: what each says of the request, by code.
func outcomes() map[string]string {
	var published struct {
		Codes []struct{ Code, Outcome string }
	}
	read("OKX_CODES", &published)
	table := map[string]string{}
	for _, code := range published.Codes {
		table[code.Code] = code.Outcome
	}
	return table
}

// signatures signs the published vectors, each at its own time.
func signatures() []string {
	var published struct {
		Vectors []struct {
			SecretKey        string `json:"secret_key"`
			UnixMilliseconds int64  `json:"unix_milliseconds"`
			Method           string `json:"method"`
			RequestPath      string `json:"request_path"`
			Body             string `json:"body"`
		}
	}
	read("OKX_VECTORS", &published)
	signs := []string{}
	for _, vector := range published.Vectors {
		at, body := time.UnixMilli(vector.UnixMilliseconds), []byte(vector.Body)
		_, signature := sign(vector.SecretKey, at, vector.Method, vector.RequestPath, body)
		signs = append(signs, signature)
	}
	return signs
}

func read(variable string, into any) {
	content, err := os.ReadFile(os.Getenv(variable))
	check(err)
	check(json.Unmarshal(content, into))
}
