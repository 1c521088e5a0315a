// Command govmomi reads given properties of every object of given types from a vCenter and prints how long that took, from connect to decoded.
// It is a peer to compare with and shares nothing with tetherd.
package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log"
	"net/url"
	"os"
	"time"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// order is what is asked: {"url": …, "username": …, "password": …, "caFile": …, "types": {"VirtualMachine": ["name", …], …}}, as the one argument.
type order struct {
	URL      string
	Username string
	Password string
	CaFile   string
	Types    map[string][]string
}

type answer struct {
	Client     string  `json:"client"`
	Seconds    float64 `json:"seconds"`
	Objects    int     `json:"objects"`
	Properties int     `json:"properties"`
	Devices    int     `json:"devices"`
}

func main() {
	log.SetFlags(0)
	var asked order
	if err := json.Unmarshal([]byte(os.Args[1]), &asked); err != nil {
		log.Fatalf("cannot read the order: %v", err)
	}
	started := time.Now()
	result, err := retrieve(context.Background(), asked)
	if err != nil {
		log.Fatal(err)
	}
	result.Seconds = time.Since(started).Seconds()
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}

func retrieve(ctx context.Context, asked order) (*answer, error) {
	to, err := url.Parse(asked.URL)
	if err != nil {
		return nil, err
	}
	transport := soap.NewClient(to, false)
	roots := x509.NewCertPool()
	pem, err := os.ReadFile(asked.CaFile)
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("cannot read the CA file %s: %v", asked.CaFile, err)
	}
	transport.DefaultTransport().TLSClientConfig.RootCAs = roots
	connection, err := vim25.NewClient(ctx, transport)
	if err != nil {
		return nil, err
	}
	client := &govmomi.Client{Client: connection, SessionManager: session.NewManager(connection)}
	if err := client.Login(ctx, url.UserPassword(asked.Username, asked.Password)); err != nil {
		return nil, err
	}

	spec := types.PropertyFilterSpec{}
	kinds := []string{}
	for kind, paths := range asked.Types {
		kinds = append(kinds, kind)
		spec.PropSet = append(spec.PropSet, types.PropertySpec{Type: kind, PathSet: paths})
	}
	container, err := view.NewManager(connection).CreateContainerView(ctx, connection.ServiceContent.RootFolder, kinds, true)
	if err != nil {
		return nil, err
	}
	spec.ObjectSet = []types.ObjectSpec{{Obj: container.Reference(), Skip: types.NewBool(true),
		SelectSet: []types.BaseSelectionSpec{container.TraversalSpec()}}}
	response, err := property.DefaultCollector(connection).RetrieveProperties(ctx, types.RetrieveProperties{SpecSet: []types.PropertyFilterSpec{spec}})
	if err != nil {
		return nil, err
	}
	return count(response.Returnval)
}

// count loads each object into its typed struct, as a program that goes on to use them does.
func count(contents []types.ObjectContent) (*answer, error) {
	result := &answer{Client: "govmomi"}
	for _, content := range contents {
		result.Objects++
		result.Properties += len(content.PropSet)
		loaded, err := mo.ObjectContentToType(content)
		if err != nil {
			return nil, err
		}
		if vm, ok := loaded.(mo.VirtualMachine); ok && vm.Config != nil {
			result.Devices += len(vm.Config.Hardware.Device)
		}
	}
	return result, nil
}
