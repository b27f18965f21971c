package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"time"
)

// sign gives the timestamp and the base64 of HMAC-SHA256 over timestamp + METHOD + path with query + body.
func sign(secretKey string, now time.Time, method, path string, body []byte) (timestamp, signature string) {
	timestamp = now.UTC().Format("2006-01-02T15:04:05.000Z")
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write(append([]byte(timestamp+method+path), body...))
	return timestamp, base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// okxSigner is a RequestEditorFn: NewClient(url, WithRequestEditorFn(okxSigner(…))).
func okxSigner(apiKey, secretKey, passphrase string) func(context.Context, *http.Request) error {
	return func(_ context.Context, request *http.Request) error {
		var body []byte
		if request.GetBody != nil { // a copy of what will be sent; a GET has none
			copied, err := request.GetBody()
			if err != nil {
				return err
			}
			body, _ = io.ReadAll(copied) // from memory: it cannot fail
		}
		timestamp, signature := sign(secretKey, time.Now(), request.Method, request.URL.RequestURI(), body)
		request.Header.Set("OK-ACCESS-KEY", apiKey)
		request.Header.Set("OK-ACCESS-SIGN", signature)
		request.Header.Set("OK-ACCESS-TIMESTAMP", timestamp)
		request.Header.Set("OK-ACCESS-PASSPHRASE", passphrase)
		return nil
	}
}
