package main

import (
	"encoding/json"
	"fmt"
	"os"

	"matrix/openapi"
)

// Reads the five answers as the generated client does.
func main() {
	text, _ := os.ReadFile("../answers.json")
	var answers map[string]json.RawMessage
	_ = json.Unmarshal(text, &answers)
	found := map[string]any{}
	for name, answer := range answers {
		var envelope openapi.PositionMarginEnvelope
		if err := json.Unmarshal(answer, &envelope); err != nil {
			found[name] = err.Error()
			continue
		}
		item := envelope.Data[0]
		found[name] = []string{envelope.Code, item.GetAmt(), item.GetLeverage()}
	}
	printed, _ := json.Marshal(found)
	fmt.Println(string(printed))
	request := openapi.NewSignalBotMarginRequest("123456", "add")
	request.SetPercent("5")
}
