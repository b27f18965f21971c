// A stand-in for the exchange that answers every request with the same success and does nothing else, so that
// what is measured is the client. It listens on a free loopback port, prints the address, and ends with its stdin.
package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"time"
)

const success = `{"code":"0","data":[{"amt":"1","ccy":"USDT","instId":"BTC-USDT-SWAP","leverage":"9.87",` +
	`"posSide":"short","type":"add"}],"msg":""}`

// As many fields as the exchange sends, and as long.
const further = "Server: cloudflare\r\nCF-RAY: 0123456789abcdef-HKG\r\nCF-Cache-Status: DYNAMIC\r\n" +
	"Set-Cookie: __cf_bm=0123456789abcdef0123456789abcdef0123456789abcdef-1767225600-1.0.1.1-abcdefghijklmnopqrstuvwxyz" +
	"abcdefghijklmnopqrstuvwxyz; path=/; expires=Thu, 01-Jan-26 00:30:00 GMT; domain=.example.com; HttpOnly; Secure\r\n" +
	"Vary: Accept-Encoding\r\nx-brokerid: 0\r\nStrict-Transport-Security: max-age=63072000; includeSubdomains; preload\r\n" +
	"Cache-Control: no-cache, no-store, max-age=0, must-revalidate\r\nPragma: no-cache\r\nExpires: 0\r\n" +
	"X-Content-Type-Options: nosniff\r\nX-XSS-Protection: 1; mode=block\r\nX-Frame-Options: DENY\r\n"

func main() {
	pem := flag.String("tls", "", "file with key and certificate: speak TLS")
	long := flag.Bool("long", false, "send seventeen fields instead of four")
	delay := flag.Duration("delay", 0, "wait so long before each answer")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	if *pem != "" {
		pair, err := tls.LoadX509KeyPair(*pem, *pem)
		if err != nil {
			log.Fatal(err)
		}
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13})
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fields := ""
	if *long {
		fields = further
	}
	response := []byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\nConnection: keep-alive\r\n%s\r\n%s", len(success), fields, success))
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go answer(connection, response, *delay)
	}
}

// answer serves one connection until the client closes it. Bodies have a Content-Length, as all clients here send it.
func answer(connection net.Conn, response []byte, delay time.Duration) {
	defer connection.Close()
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
		time.Sleep(delay)
		if _, err := connection.Write(response); err != nil {
			return
		}
	}
}
