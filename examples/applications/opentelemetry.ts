/**
 * Traces with OpenTelemetry: a run is a span below the one that is active, and each of its attempts a span below the run, so that a failover
 * is seen as two calls one after the other. Names are those of the GenAI semantic conventions; prompts and answers are never recorded.
 */
import { openTelemetry } from '@llm-balancer/metrics/opentelemetry'
import { createFakeLLM } from '@llm-balancer/testing'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createLLMBalancer } from 'llm-balancer'

const vendors = createFakeLLM({ targets: { openai: {}, claude: { format: 'anthropic' } } })
vendors.target('openai').outage('overloaded')
const llm = createLLMBalancer({
  strategy: 'failover',
  providers: [
    { name: 'openai', apiKey: 'any', model: 'gpt-5.4-mini', baseURL: vendors.url('openai') },
    { name: 'claude', apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') },
  ],
  fetch: vendors.fetch,
})

// Your application sets its provider up once, with an exporter to a collector in place of this one.
const exporter = new InMemorySpanExporter()
const tracing = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
openTelemetry({ tracer: tracing.getTracer('shop') }).observe(llm, { name: 'chat' })

await llm.request({ prompt: 'Hello' }, { tenant: 'acme' })

for (const { name, attributes } of exporter.getFinishedSpans()) {
  console.log(name)
  for (const key of [
    'gen_ai.provider.name',
    'error.type',
    'gen_ai.usage.input_tokens',
    'llm_balancer.run.attempts',
  ])
    if (attributes[key] !== undefined) console.log(`  ${key}: ${JSON.stringify(attributes[key])}`)
}

await llm.close()
await tracing.shutdown()
await vendors.close()

// Prints:
// chat gpt-5.4-mini
//   gen_ai.provider.name: "openai"
//   error.type: "overloaded"
// chat claude-sonnet-5-5
//   gen_ai.provider.name: "anthropic"
//   gen_ai.usage.input_tokens: 30
// llm_balancer.run
//   llm_balancer.run.attempts: 2
