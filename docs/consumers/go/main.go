// Tells each alert of tetherd once. Needs Go 1.26 or later; `go run .` in this folder. Set NATS_URL and TETHERD_SITE.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

type event struct {
	Source, Sequence string
	Data             struct {
		Status, Severity, Fingerprint, TransitionKind, Storm string
		SilencedBy                                           []string
		Annotations                                          map[string]string
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	connection := must(nats.Connect(cmp.Or(os.Getenv("NATS_URL"), nats.DefaultURL), nats.MaxReconnects(-1)))
	stream := "TETHERD_" + cmp.Or(os.Getenv("TETHERD_SITE"), "default") + "_ALERTS"
	// The server remembers what is acknowledged. One message at a time, so that one that comes again cannot be overtaken.
	consumer := must(must(jetstream.New(connection)).CreateOrUpdateConsumer(context.Background(), stream,
		jetstream.ConsumerConfig{Durable: "bridge-go", AckPolicy: jetstream.AckExplicitPolicy, MaxAckPending: 1}))
	messages := must(consumer.Messages())
	told := map[string]string{} // the last sequence of each alert: what is not newer has been told
	for {
		message := must(messages.Next())
		var one event
		if err := json.Unmarshal(message.Data(), &one); err != nil {
			log.Fatal(err)
		}
		data, alert := one.Data, one.Source+"/"+one.Data.Fingerprint
		newer := one.Sequence > told[alert]
		if newer && data.TransitionKind != "repeated" && data.SilencedBy == nil && data.Storm == "" {
			fmt.Printf("%s [%s] %s\n", data.Status, data.Severity, cmp.Or(data.Annotations["summary"], data.Fingerprint)) // put your chat here
		}
		told[alert] = max(told[alert], one.Sequence)
		if err := message.Ack(); err != nil { // only now: if this program ends before, the message comes again
			log.Fatal(err)
		}
	}
}
