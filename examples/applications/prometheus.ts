/**
 * A page of metrics for Prometheus. What balancers do is counted from their events; a scrape reads it, and no call waits for it. The
 * Grafana dashboard of `@llm-balancer/metrics` shows the same metrics.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMetrics, prometheusExporter } from '@llm-balancer/metrics'
import { createFakeLLM } from '@llm-balancer/testing'
import { createLLMBalancer } from 'llm-balancer'

const vendors = createFakeLLM({ targets: { openai: {}, claude: { format: 'anthropic' } } })
vendors.target('openai').script(['rate-limit'])
const llm = createLLMBalancer({
  strategy: 'failover',
  providers: [
    { name: 'openai', apiKey: 'any', model: 'gpt-5.4-mini', baseURL: vendors.url('openai') },
    { name: 'claude', apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') },
  ],
  fetch: vendors.fetch,
})
const metrics = createMetrics()
metrics.observe(llm, { name: 'chat' })
const exporter = prometheusExporter(metrics)

const server = createServer((_request, response) => {
  response.setHeader('content-type', exporter.contentType)
  response.end(exporter.text())
}).listen(0, '127.0.0.1')
await once(server, 'listening')

for (let call = 0; call < 3; call += 1) await llm.request({ prompt: 'Hello' })

const { port } = server.address() as AddressInfo
const page = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text()
for (const line of page.split('\n'))
  if (/^llm_balancer_(runs|attempts|failures|failovers)_total\{/.test(line) && !line.endsWith(' 0'))
    console.log(line)

server.closeAllConnections()
server.close()
await llm.close()
await vendors.close()

// Prints:
// llm_balancer_runs_total{balancer="chat",result="succeeded"} 3
// llm_balancer_attempts_total{balancer="chat",target="openai",result="failure"} 1
// llm_balancer_attempts_total{balancer="chat",target="claude",result="success"} 3
// llm_balancer_failovers_total{balancer="chat",target="claude"} 1
