// Command vcsim serves govmomi's vCenter simulator over HTTPS until SIGTERM. It adds nothing to what the simulator answers;
// SIGUSR1 takes the service away with all its sessions, SIGUSR2 brings it back with the same inventory on the same port.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("vcsim: ")

	// Flag names are those of upstream's own vcsim where it has one.
	listen := flag.String("l", "127.0.0.1:0", "listen address")
	username := flag.String("username", "user", "login user name")
	password := flag.String("password", "pass", "login password")
	certFile := flag.String("tlscert", "", "PEM certificate file; without it the well-known test certificate of the simulator")
	keyFile := flag.String("tlskey", "", "PEM key file")
	esx := flag.Bool("esx", false, "be an ESX host instead of a vCenter")
	load := flag.String("load", "", "directory written by 'govc object.save'")
	datacenters := flag.Int("dc", -1, "datacenters")
	clusters := flag.Int("cluster", -1, "clusters per datacenter")
	clusterHosts := flag.Int("host", -1, "hosts per cluster")
	standaloneHosts := flag.Int("standalone-host", -1, "standalone hosts per datacenter")
	datastores := flag.Int("ds", -1, "datastores")
	vms := flag.Int("vm", -1, "virtual machines per resource pool")
	delay := flag.Int("delay", 0, "milliseconds added to every call")
	sessionTimeout := flag.String("session-timeout", "", "idle time after which a session ends, as a Go duration")
	flag.Parse()

	model := simulator.VPX()
	if *esx {
		model = simulator.ESX()
	}
	set := func(field *int, value int) {
		if value >= 0 {
			*field = value
		}
	}
	set(&model.Datacenter, *datacenters)
	set(&model.Cluster, *clusters)
	set(&model.ClusterHost, *clusterHosts)
	set(&model.Host, *standaloneHosts)
	set(&model.Datastore, *datastores)
	set(&model.Machine, *vms)

	fill := model.Create
	if *load != "" {
		fill = func() error { return model.Load(*load) }
	}
	if err := fill(); err != nil {
		log.Fatalf("cannot fill the inventory: %v", err)
	}
	model.DelayConfig.Delay = *delay
	if *sessionTimeout != "" {
		model.Map().OptionManager().UpdateOptions(&types.UpdateOptions{ChangedValue: []types.BaseOptionValue{
			&types.OptionValue{Key: "config.vmacore.soap.sessionTimeout", Value: *sessionTimeout}}})
	}

	model.Service.TLS = new(tls.Config)
	if *certFile != "" {
		pair, err := tls.LoadX509KeyPair(*certFile, *keyFile)
		if err != nil {
			log.Fatalf("cannot read the certificate: %v", err)
		}
		model.Service.TLS.Certificates = []tls.Certificate{pair}
	}
	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*username, *password)}
	model.Service.RegisterEndpoints = true

	// The server is asked for its handler once; listening is ours, so that it can end and begin again.
	server := model.Service.NewServer()
	address := server.Listener.Addr().String()
	front := &front{handler: server.Config.Handler, tls: server.TLS, address: address}

	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGUSR1, syscall.SIGUSR2)
	fmt.Printf("GOVC_URL=%s GOVC_SIM_PID=%d\n", server.URL.Redacted(), os.Getpid())

	for received := range signals {
		switch received {
		case syscall.SIGUSR1:
			if front.http == nil {
				_ = server.Listener.Close()
				server.CloseClientConnections()
			} else {
				_ = front.http.Close()
			}
			endSessions(model.Service)
			fmt.Println("down")
		case syscall.SIGUSR2:
			if err := front.listen(); err != nil {
				log.Fatalf("cannot listen again: %v", err)
			}
			fmt.Println("up")
		default:
			model.Remove()
			os.Exit(0)
		}
	}
}

// front serves the simulator's handler after the first listener was closed.
type front struct {
	handler http.Handler
	tls     *tls.Config
	address string
	http    *http.Server
}

func (f *front) listen() error {
	listener, err := net.Listen("tcp", f.address)
	if err != nil {
		return err
	}
	f.http = &http.Server{Handler: f.handler, ErrorLog: log.Default()}
	go func() { _ = f.http.Serve(tls.NewListener(listener, f.tls)) }()
	return nil
}

// endSessions terminates every session, as a restarting vCenter does; collectors and views go with them. It calls the service
// in process, once nobody can log in any more.
func endSessions(service *simulator.Service) {
	ctx := context.Background()
	client, err := vim25.NewClient(ctx, service)
	if err != nil {
		log.Fatalf("cannot end the sessions: %v", err)
	}
	var manager mo.SessionManager
	if err := property.DefaultCollector(client).RetrieveOne(ctx, *client.ServiceContent.SessionManager, nil, &manager); err != nil {
		log.Fatalf("cannot end the sessions: %v", err)
	}
	for _, s := range manager.SessionList {
		// A session that ended by itself meanwhile is not found: as wanted.
		_ = session.NewManager(client).TerminateSession(ctx, []string{s.Key})
	}
}
