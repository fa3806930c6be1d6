import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SseOverflowError } from './event-reader.ts'
import { isDone, parseSse } from './parse-sse.ts'
import type { SseEvent } from './event-reader.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const bodyOf = (chunks: readonly Uint8Array[], onCancel = (): void => {}): ReadableStream<Uint8Array> => {
  let next = 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[next++]
        if (chunk === undefined) controller.close()
        else controller.enqueue(chunk)
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  )
}

const read = async (body: ReadableStream<Uint8Array>): Promise<SseEvent[]> => {
  const events: SseEvent[] = []
  for await (const event of parseSse(body)) events.push(event)
  return events
}

it('reads events, names, comments, and data of several lines', async () => {
  const text = ': hello\nevent: ping\ndata: {}\n\ndata: a\ndata: b\n\n:bye\n\n'
  expect(await read(bodyOf([bytes(text)]))).toEqual([{ event: 'ping', data: '{}' }, { data: 'a\nb' }])
})

it('reads the same events however the bytes are cut and whatever the line end is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ text })),
        { maxLength: 8 },
      ),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 7 }),
      async (data, lineEnd, size) => {
        const all = bytes(data.map((each) => `data: ${each}${lineEnd}${lineEnd}`).join(''))
        const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
          all.subarray(index * size, (index + 1) * size),
        )
        expect((await read(bodyOf(chunks))).map((event) => event.data)).toEqual(data)
      },
    ),
    { seed: 7, numRuns: 200 },
  )
})

it('reads a field "error:" as an event of that name, in its place, and no other foreign field', async () => {
  const text = 'data: a\n\nerror: {"code":400}\n\nerrors: x\nother: y\n\ndata: [DONE]\n\n'
  const events = [{ data: 'a' }, { event: 'error', data: '{"code":400}' }, { data: '[DONE]' }]
  for (const size of [1, 7, text.length]) {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      bytes(text.slice(index * size, (index + 1) * size)),
    )
    expect(await read(bodyOf(chunks))).toEqual(events)
  }
})

it('marks an event that the end of the stream cut off', async () => {
  expect(await read(bodyOf([bytes('data: whole\n\ndata: [DONE]')]))).toEqual([
    { data: 'whole' },
    { data: '[DONE]', cut: true },
  ])
})

it('knows the terminator from text that looks like it', () => {
  expect(isDone({ data: '[DONE]' })).toBe(true)
  expect(isDone({ data: '{"text":"[DONE]"}' })).toBe(false)
  expect(isDone({ data: '[DONE] ' })).toBe(false)
})

it('gives up on an event that never ends, and cancels the body', async () => {
  let cancelled = false
  const chunk = bytes('x'.repeat(100))
  const body = bodyOf([bytes('data: '), ...Array.from({ length: 1000 }, () => chunk)], () => {
    cancelled = true
  })
  const reading = (async () => {
    for await (const _ of parseSse(body, { maxEventChars: 1000 }));
  })()
  await expect(reading).rejects.toThrow(SseOverflowError)
  expect(cancelled).toBe(true)
})

it('cancels the body when the consumer leaves', async () => {
  let cancelled = false
  const body = bodyOf([bytes('data: 1\n\n'), bytes('data: 2\n\n')], () => {
    cancelled = true
  })
  for await (const event of parseSse(body)) {
    expect(event.data).toBe('1')
    break
  }
  expect(cancelled).toBe(true)
})

it('pulls no chunk before it is asked for an event', async () => {
  let pulls = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulls += 1
        controller.enqueue(bytes('data: 1\n\n'))
      },
    },
    { highWaterMark: 0 },
  )
  const events = parseSse(body)
  expect(pulls).toBe(0)
  await events.next()
  expect(pulls).toBe(1)
  await events.return()
})

it('throws the reason of a signal that aborts while it waits', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const body = new ReadableStream<Uint8Array>()
  const waiting = parseSse(body, { signal: controller.signal }).next()
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})
