/**
 * A web server that streams answers: it chooses its status before the first word, never reads faster than its client, and ends the call at
 * the vendor when the client leaves. Plain `node:http`; the same works in any framework over it.
 */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startFakeLLM } from '@llm-balancer/testing'
import { BalancerError, createLLMBalancer, type StreamPart } from 'llm-balancer'

const vendors = await startFakeLLM({ targets: { only: { reply: 'one two three' } } })
const llm = createLLMBalancer({
  providers: [{ name: 'only', type: 'openai', apiKey: 'any', model: 'm', baseURL: vendors.url('only') }],
  retry: { backoff: { baseMs: 1 } },
})

async function* textOf(parts: AsyncIterable<StreamPart>): AsyncGenerator<string> {
  for await (const part of parts) if (part.type === 'text-delta') yield part.delta
}

const answer = async (prompt: string, response: ServerResponse): Promise<void> => {
  // A generator around the stream cannot be left while it waits for a chunk; the signal ends the call in any case.
  const leaving = new AbortController()
  response.on('close', () => {
    leaving.abort()
  })
  const stream = llm.stream({ messages: [{ role: 'user', content: prompt }] }, { signal: leaving.signal })
  try {
    // Makes the call, fails over, and holds the first word back.
    const target = await stream.opened()
    response.writeHead(200, { 'content-type': 'text/plain', 'x-served-by': target?.id ?? '' })
    await pipeline(Readable.from(textOf(stream)), response)
  } catch (error) {
    if (response.headersSent) response.destroy()
    else response.writeHead(503).end(BalancerError.isInstance(error) ? error.code : 'internal')
  }
}
const server = createServer((request, response) => {
  void answer(request.url ?? '/', response)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

const whole = await fetch(`${address}/count`)
console.log(whole.status, whole.headers.get('x-served-by'), await whole.text())

// The vendor stops sending after its first word.
vendors.target('only').script([{ fault: 'hang-in-body', afterChunks: 1 }])
const client = new AbortController()
const part = await fetch(`${address}/count`, { signal: client.signal })
client.abort()
await part.text().catch(() => undefined)
await vendors.until((requests) => requests.at(-1)?.end === 'client-closed')
console.log('the client left:', vendors.target('only').stats.inFlight, 'calls are running')

vendors.target('only').outage('server')
const failed = await fetch(`${address}/count`)
console.log(failed.status, await failed.text())

server.closeAllConnections()
server.close()
await llm.close()
await vendors.close()

// Prints:
// 200 only one two three
// the client left: 0 calls are running
// 503 all-targets-failed
