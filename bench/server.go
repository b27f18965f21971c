// A stand-in for the exchange that answers every request with the same success and does nothing else, so that
// what is measured is the client. It listens on a free loopback port, prints the address, and ends with its stdin.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
)

const success = `{"code":"0","data":[{"amt":"1","ccy":"USDT","instId":"BTC-USDT-SWAP","leverage":"9.87",` +
	`"posSide":"short","type":"add"}],"msg":""}`

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go answer(connection)
	}
}

// answer serves one connection until the client closes it. Bodies have a Content-Length, as all clients here send it.
func answer(connection net.Conn) {
	defer connection.Close()
	response := []byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n%s", len(success), success))
	reader := bufio.NewReader(connection)
	for {
		length := 0
		for {
			line, err := reader.ReadSlice('\n')
			if err != nil {
				return
			}
			name, value, found := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
			if !found && len(name) == 0 {
				break
			}
			if bytes.EqualFold(name, []byte("Content-Length")) {
				length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
			}
		}
		if _, err := reader.Discard(length); err != nil {
			return
		}
		if _, err := connection.Write(response); err != nil {
			return
		}
	}
}
