import type { Fetch } from '@llm-balancer/provider'
import { createParser } from 'eventsource-parser'

/** Reads a stream of events with nothing but its parser, and gives how many objects there were: what every adapter has to do. */
export async function parseBare(fetch: Fetch): Promise<number> {
  let objects = 0
  const parser = createParser({
    onEvent({ data }) {
      if (data === '[DONE]') return
      JSON.parse(data)
      objects += 1
    },
  })
  const decoder = new TextDecoder()
  const { body } = await fetch('https://api.example/v1/chat', { method: 'POST' })
  if (body !== null) for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
  return objects
}
