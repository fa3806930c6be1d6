import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { OpenedStream } from './opened-stream.ts'
import { sourceOf } from './test/source-of.ts'

const opened = (controller: AbortController): OpenedStream<string> =>
  new OpenedStream<string>(controller.signal, 'retryStream')

describe('a stream that was closed', () => {
  it('gives what it had held back and then ends, without reading on', async () => {
    const controller = new AbortController()
    const source = sourceOf([':role', 'a', 'b'])
    const stream = await opened(controller).readToContent(
      () => source,
      (chunk) => chunk === 'a',
    )
    controller.abort()
    expect(source).toMatchObject({ closed: true, pulled: 2 })
    expect(await stream.next()).toEqual({ done: false, value: ':role' })
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(source.pulled).toBe(2)
  })

  it('is not read when it was closed while it opened', async () => {
    const controller = new AbortController()
    const reason = new Error('the caller has left')
    const source = sourceOf(['a'])
    const opening = opened(controller).readToContent(
      () => {
        controller.abort(reason)
        return source
      },
      () => true,
    )
    await expect(opening).rejects.toBe(reason)
    expect(source).toMatchObject({ closed: true, pulled: 0 })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})

it('a stream that has ended is not closed again by a later abort', async () => {
  const controller = new AbortController()
  const source = sourceOf(['a'])
  const stream = await opened(controller).readToContent(
    () => source,
    () => true,
  )
  await stream.next()
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  controller.abort()
  expect(source.closed).toBe(false)
})
