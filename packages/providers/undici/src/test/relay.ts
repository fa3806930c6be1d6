import type { Fetch } from '@llm-balancer/provider'
import { breakOff, serve, type ServedRequest, type ServedResponse, type Version } from './serve.ts'

/** Carries the requests of an adapter over sockets to a `fetch` that answers them in this process. */
export interface Relay {
  /** A `fetch` that sends over the sockets to a server, which asks `answer`. */
  over(answer: typeof fetch): Fetch
}

/** The header that says which `fetch` is meant. */
const route = 'x-relay-to'
/** Where the adapter believes that it sends to. */
const origin = 'https://llm.test'
/** Headers that the sockets add. */
const added: readonly string[] = [route, 'host', 'connection', 'content-length', 'accept-encoding']

/** Starts a relay that ends with the test. */
export async function relay(version: Version): Promise<Relay> {
  const answers: (typeof fetch)[] = []
  const served = await serve(version, (request, response) => {
    const answer = answers[Number(request.headers[route])]
    if (answer === undefined) response.writeHead(500).end()
    else void answerOver(answer, request, response)
  })
  return {
    over(answer) {
      const place = String(answers.push(answer) - 1)
      return (url, init) =>
        served.fetch(url.replace(origin, served.url), {
          ...init,
          headers: { ...(init.headers as Record<string, string>), [route]: place },
        })
    },
  }
}

async function answerOver(
  answer: typeof fetch,
  request: ServedRequest,
  response: ServedResponse,
): Promise<void> {
  const left = new AbortController()
  response.on('close', () => {
    left.abort()
  })
  try {
    let body = ''
    for await (const piece of request) body += String(piece)
    const { method = 'GET', url = '/', headers } = request
    const sent = Object.entries(headers).filter(([name]) => !added.includes(name) && !name.startsWith(':'))
    const given = await answer(origin + url, {
      method,
      headers: Object.fromEntries(sent) as Record<string, string>,
      signal: left.signal,
      ...(method === 'GET' ? {} : { body }),
    })
    response.writeHead(given.status, Object.fromEntries(given.headers))
    response.flushHeaders()
    await send(given.body, response)
    response.end()
  } catch {
    breakOff(response)
  }
}

async function send(body: ReadableStream<Uint8Array> | null, response: ServedResponse): Promise<void> {
  const reader = body?.getReader()
  // A body that does not listen to its signal is cancelled all the same.
  response.on('close', () => void reader?.cancel().catch(() => {}))
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
    if (!response.write(part.value)) await room(response)
}

function room(response: ServedResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
}
