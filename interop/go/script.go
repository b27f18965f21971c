// The script of calls (interop/script.py says what each must come to), with the generated types.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"interop/build/okxmargin"
)

//go:generate mkdir -p build/okxmargin
//go:generate go tool oapi-codegen -config oapi-codegen.yaml ../../dist/openapi/okx_margin.3.0.3.en.json

type seen struct {
	Name     string  `json:"name"`
	Outcome  string  `json:"outcome"`
	Code     *string `json:"code,omitempty"`
	Amt      *string `json:"amt,omitempty"`
	Leverage *string `json:"leverage,omitempty"`
}

type script struct {
	outcomes map[string]string // by code
	calls    []seen
}

// position and bot use the generated Client and not ClientWithResponses, which gives no body where one field of
// it has another type than the spec says.
func (s *script) position(name string, okx *okxmargin.Client, request okxmargin.PositionMarginRequest) {
	answer, err := okx.AccountAdjustMargin(context.Background(), request)
	body := s.see(name, answer, err)
	var done struct{ Data []okxmargin.PositionMargin } // the generated envelope reads nothing beside an integer code
	if json.Unmarshal(body, &done) == nil && len(done.Data) > 0 {
		call, item := &s.calls[len(s.calls)-1], done.Data[0]
		call.Amt, call.Leverage = item.Amt, item.Leverage
	}
}

func (s *script) bot(name string, okx *okxmargin.Client, request okxmargin.SignalBotMarginRequest) {
	answer, err := okx.SignalBotAdjustMargin(context.Background(), request)
	s.see(name, answer, err)
}

// see notes what certainly happened: no answer, and no code in it, leave that unknown.
func (s *script) see(name string, answer *http.Response, err error) []byte {
	s.calls = append(s.calls, seen{Name: name, Outcome: "unknown"})
	call := &s.calls[len(s.calls)-1]
	if err != nil {
		return nil
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	var envelope struct{ Code *json.Number } // takes "59301", and 59301 too
	if err != nil || json.Unmarshal(body, &envelope) != nil || envelope.Code == nil {
		return nil
	}
	call.Code = new(envelope.Code.String())
	if known, ok := s.outcomes[*call.Code]; ok {
		call.Outcome = known
	} else if answer.StatusCode >= 400 && answer.StatusCode < 500 {
		call.Outcome = "refused"
	}
	return body
}

func client(prefix, secretKey string) *okxmargin.Client {
	signer := okxSigner(os.Getenv(prefix+"_API_KEY"), secretKey, os.Getenv(prefix+"_PASSPHRASE"))
	once := &http.Client{
		Timeout: 10 * time.Second,
		// The keys' headers must not follow a redirect to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	okx, err := okxmargin.NewClient(os.Getenv("OKX_BASE_URL"),
		okxmargin.WithHTTPClient(once),
		okxmargin.WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
			request.Header.Set("User-Agent", "okx-margin-interop")
			request.Header.Set("x-simulated-trading", "1") // demo trading; not part of the signature
			return nil
		}),
		okxmargin.WithRequestEditorFn(signer))
	check(err)
	return okx
}

func fault(body string) {
	answer, err := http.Post(os.Getenv("OKX_BASE_URL")+"/mock/faults", "application/json", bytes.NewBufferString(body))
	check(err)
	check(answer.Body.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	own, net := client("OKX", os.Getenv("OKX_SECRET_KEY")), client("OKX_NET", os.Getenv("OKX_NET_SECRET_KEY"))
	forger := client("OKX", "not the secret")
	onShort := func(kind okxmargin.PositionMarginRequestType, amt string) okxmargin.PositionMarginRequest {
		return okxmargin.PositionMarginRequest{InstId: "BTC-USDT-SWAP", PosSide: okxmargin.Short, Type: kind, Amt: amt}
	}
	add, reduce := okxmargin.PositionMarginRequestTypeAdd, okxmargin.PositionMarginRequestTypeReduce
	botAdd, botReduce := okxmargin.SignalBotMarginRequestTypeAdd, okxmargin.SignalBotMarginRequestTypeReduce

	s := script{outcomes: outcomes()}
	s.position("add", own, onShort(add, "25.5"))
	s.position("reduce", own, onShort(reduce, "0.5"))
	s.position("smallest", own, onShort(add, "0.00000001"))
	s.position("trailing_zeros", own, onShort(add, "12.50000000"))
	s.position("leverage_empty", net, okxmargin.PositionMarginRequest{
		InstId: "BTC-USDT", PosSide: okxmargin.Net, Type: add, Amt: "0.001", Ccy: new("BTC"),
	})
	s.bot("bot_add", own, okxmargin.SignalBotMarginRequest{
		AlgoId: "123456", Type: botAdd, Amt: new("10"), AllowReinvest: new(true),
	})
	s.bot("bot_reduce", own, okxmargin.SignalBotMarginRequest{AlgoId: "123456", Type: botReduce, Amt: new("3.25")})
	s.bot("bot_percent", own, okxmargin.SignalBotMarginRequest{AlgoId: "123456", Type: botReduce, Percent: new("5")})
	s.position("refused", own, onShort(reduce, "1000000"))
	s.position("wrong_secret", forger, onShort(add, "1"))
	s.bot("bot_refused", own, okxmargin.SignalBotMarginRequest{AlgoId: "1", Type: botAdd, Amt: new("1")})
	integerCode := `{"code":0,"msg":"","data":[{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"8"}]}`
	fault(`{"fault": "answer", "headers": {"Content-Type": "application/json"}, "body": ` + strconv.Quote(integerCode) + `}`)
	s.position("integer_code", own, onShort(add, "8"))
	fault(`{"fault": "timed_out"}`)
	s.position("timed_out", own, onShort(add, "1"))
	fault(`{"fault": "server_error", "status": 502}`)
	s.position("server_error", own, onShort(add, "2"))
	fault(`{"fault": "disconnect"}`)
	s.position("disconnect", own, onShort(add, "4"))

	check(json.NewEncoder(os.Stdout).Encode(map[string]any{"signatures": signatures(), "calls": s.calls}))
}
