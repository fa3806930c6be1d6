import { describe, expect, it } from 'vitest'
import { stubFetch, type StubResponse } from './stub-fetch.ts'

const response: StubResponse = { status: 200, headers: { 'x-one': '1' }, body: 'abcdef' }
const url = 'https://a.example/v1'

describe('a stub', () => {
  it('gives its response in chunks and knows when it has been read', async () => {
    const stub = stubFetch({ ...response, chunkBytes: 4, times: 2 })
    expect(stub).toMatchObject({ released: true, cancelled: false, bytesRead: 0 })
    const got = await stub.fetch(url, { method: 'POST', body: 'hello', headers: { 'x-two': '2' } })
    expect([got.status, got.headers.get('x-one'), stub.released]).toEqual([200, '1', false])
    const chunks: string[] = []
    for await (const chunk of got.body ?? []) chunks.push(new TextDecoder().decode(chunk))
    expect(chunks).toEqual(['abcd', 'ef', 'abcd', 'ef'])
    expect(stub).toMatchObject({ released: true, cancelled: false, bytesRead: 12 })
    expect(stub.sent).toMatchObject([{ url, method: 'POST', body: 'hello' }])
    expect(stub.sent[0]?.headers.get('x-two')).toBe('2')
  })

  it('knows a body that was cancelled', async () => {
    const stub = stubFetch(response)
    await (await stub.fetch(url)).body?.cancel()
    expect(stub).toMatchObject({ released: true, cancelled: true, bytesRead: 0 })
  })

  it('breaks a body off with the reason of an abort, unless it is deaf', async () => {
    for (const deaf of [false, true]) {
      const stub = stubFetch({ ...response, then: 'hang' }, { deaf })
      const controller = new AbortController()
      const got = await stub.fetch(url, { signal: controller.signal })
      const reader = got.body?.getReader()
      await reader?.read()
      const reason = new Error('left')
      const next = reader?.read()
      controller.abort(reason)
      if (deaf) await reader?.cancel()
      else await expect(next).rejects.toBe(reason)
      expect(stub).toMatchObject({ released: true, cancelled: true })
    }
  })

  it('is silent once a body has ended: a late abort changes nothing', async () => {
    const stub = stubFetch(response)
    const controller = new AbortController()
    expect(await (await stub.fetch(url, { signal: controller.signal })).text()).toBe('abcdef')
    controller.abort()
    expect(stub).toMatchObject({ released: true, cancelled: false })
  })

  it('throws what it is told to, at once or after its body', async () => {
    const error = new TypeError('fetch failed')
    await expect(stubFetch({ error }).fetch(url)).rejects.toBe(error)
    const broken = await stubFetch({ ...response, then: { error } }).fetch(url)
    await expect(broken.text()).rejects.toBe(error)
  })

  it('sends nothing for an aborted signal, and keeps nothing when it is forgetful', async () => {
    const stub = stubFetch(response, { forgetful: true })
    const got = await stub.fetch(url)
    const copy = got.clone()
    expect([got.status, got.headers.get('x-one'), await got.text()]).toEqual([200, '1', 'abcdef'])
    expect([copy.status, copy.headers.get('x-one'), await copy.text()]).toEqual([200, '1', 'abcdef'])
    expect(stub.sent).toEqual([])
    const reason = new Error('left')
    await expect(stubFetch(response).fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('hangs before its headers until the signal aborts', async () => {
    const controller = new AbortController()
    const asked = stubFetch(response, { before: 'hang' }).fetch(url, { signal: controller.signal })
    const reason = new Error('left')
    controller.abort(reason)
    await expect(asked).rejects.toBe(reason)
  })
})
