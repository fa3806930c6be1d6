import Anthropic from '@anthropic-ai/sdk'
import { Groq } from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import { Together } from 'together-ai'
import { describe, expect, it } from 'vitest'
import { bridge, fromClient, type SdkClient } from './index.ts'
import { recorder } from './test/recorder.ts'
import { balancerOf, failureOf } from './test/scene.ts'

const own = (fetch: typeof globalThis.fetch) => ({ apiKey: 'k', fetch, logLevel: 'off' as const })
const clients: Readonly<Record<string, (fetch: typeof globalThis.fetch) => SdkClient>> = {
  OpenAI: (fetch) => new OpenAI({ ...own(fetch), baseURL: 'https://api.example/v1' }),
  AzureOpenAI: (fetch) =>
    new AzureOpenAI({ ...own(fetch), endpoint: 'https://api.example', apiVersion: '2026-01-01' }),
  Anthropic: (fetch) => new Anthropic({ ...own(fetch), baseURL: 'https://api.example' }),
  Groq: (fetch) => new Groq({ ...own(fetch), baseURL: 'https://api.example' }),
  Together: (fetch) => new Together({ ...own(fetch), baseURL: 'https://api.example/v1' }),
}

/** A server that sends everything elsewhere, and what was asked of it: how redirects are met, and where requests went. */
const movedServer = () => {
  const { fetch, sent } = recorder(
    () => new Response('', { status: 307, headers: { location: 'https://elsewhere.example/' } }),
  )
  const redirects: unknown[] = []
  const watching: typeof globalThis.fetch = (input, init) => {
    redirects.push(init?.redirect)
    return fetch(input, init)
  }
  return { fetch: watching, redirects, hosts: () => sent.map(({ url }) => new URL(url).host) }
}

describe.each(Object.entries(clients))('a client of %s', (name, make) => {
  it('takes the prompt to no other host, as a model', async () => {
    const server = movedServer()
    const error = await failureOf(
      fromClient(make(server.fetch), { model: 'm' }).generate({
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    )
    expect(error).toMatchObject({ status: 307 })
    expect([server.redirects, server.hosts()]).toEqual([['manual'], ['api.example']])
  })

  it('takes the prompt to no other host, behind the bridge', async () => {
    const server = movedServer()
    const isAnthropic = name === 'Anthropic'
    const response = await bridge(balancerOf({ a: make(server.fetch) }))(
      `https://outer.example${isAnthropic ? '/v1/messages' : '/v1/chat/completions'}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(isAnthropic ? { 'anthropic-version': '2026-10-21' } : {}),
        },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }),
      },
    )
    expect(response.status).toBe(502)
    expect([server.redirects, server.hosts()]).toEqual([['manual'], ['api.example']])
  })
})
