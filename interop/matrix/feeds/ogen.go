package main

import (
	"encoding/json"
	"fmt"
	"os"

	"matrix/api"
)

// Reads the five answers as ogen's client does: decoded, then validated.
func main() {
	text, _ := os.ReadFile("../answers.json")
	var answers map[string]json.RawMessage
	_ = json.Unmarshal(text, &answers)
	found := map[string]any{}
	for name, answer := range answers {
		var envelope api.PositionMarginEnvelope
		err := envelope.UnmarshalJSON(answer)
		if validator, ok := any(&envelope).(interface{ Validate() error }); ok && err == nil {
			err = validator.Validate()
		}
		if err != nil {
			found[name] = err.Error()
			continue
		}
		item := envelope.Data[0]
		found[name] = []string{envelope.Code, item.Amt.Or(""), item.Leverage.Or("")}
	}
	printed, _ := json.Marshal(found)
	fmt.Println(string(printed))
	_ = api.SignalBotMarginRequest{AlgoId: "123456", Type: "add", Percent: api.NewOptString("5")}
}
