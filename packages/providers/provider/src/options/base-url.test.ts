import { describe, expect, it } from 'vitest'
import { checkBaseURL, joinURL, plainURL } from './base-url.ts'

describe('checkBaseURL', () => {
  it.each([
    'https://api.example.com/v1',
    'https://8.8.8.8',
    'http://localhost:8000/v1',
    'http://app.localhost:8000',
    'http://127.0.0.1:11434/v1',
    'http://[::1]:8000',
    'http://vllm:8000/v1',
    'http://vllm.:8000/v1',
    'http://nas.local',
    'http://gpu.internal/v1',
    'http://10.1.2.3',
    'http://10.100.200.254',
    'http://172.16.0.9',
    'http://172.20.0.9',
    'http://172.31.0.9',
    'http://192.168.1.4:80',
    'http://169.254.7.8',
    'http://[fc00::1]',
    'http://[fd00::1]',
    'http://[fe80::1]',
    'http://[feb0::1]',
  ])('accepts %s', (value) => {
    expect(checkBaseURL('x', value).href).toContain(new URL(value).host)
  })

  it.each([
    'http://api.example.com/v1',
    'http://127.0.0.1.example.com',
    'http://local.example.com',
    'http://x.local.example.com',
    'http://mylocalhost.example',
    'http://8.8.8.8',
    'http://100.10.1.1',
    'http://1.10.0.1',
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://169.255.0.1',
    'http://[2001:db8::1]',
    'http://[2001:db8::fd00]',
    'http://[2606:4700::fe80:1]',
    'http://[::2]',
    'http://[fec0::1]',
  ])('refuses to send a key unencrypted to the public host of %s', (value) => {
    const refused = (): unknown => checkBaseURL('x', value)
    expect(refused).toThrow(TypeError)
    expect(refused).toThrow(
      `x: "baseURL" would send the key unencrypted to ${new URL(value).hostname}; use https, or set "allowInsecureHttp"`,
    )
    expect(checkBaseURL('x', value, true).protocol).toBe('http:')
  })

  it.each([
    ['ftp://files.example.com', 'x: "baseURL" must start with https:// or http://, got ftp://'],
    ['api.example.com', 'x: "baseURL" is no absolute URL'],
    [
      'https://user:hunter2@api.example.com',
      'x: "baseURL" must not hold credentials; use "apiKey" or "headers"',
    ],
    ['https://hunter2@api.example.com', 'x: "baseURL" must not hold credentials; use "apiKey" or "headers"'],
    ['https://:hunter2@api.example.com', 'x: "baseURL" must not hold credentials; use "apiKey" or "headers"'],
    [undefined, 'x: "baseURL" is missing'],
    [7, 'x: "baseURL" must be a string, got '],
  ])('refuses %s', (value, message) => {
    expect(() => checkBaseURL('x', value)).toThrow(TypeError)
    expect(() => checkBaseURL('x', value)).toThrow(message)
  })

  it('shows neither credentials nor query of an address that it refuses', () => {
    const refusals = ['https://user:hunter2@a.example', 'http://a.example/?key=hunter2', 'nothing hunter2']
    for (const value of refusals) expect(() => checkBaseURL('x', value)).toThrow(/^(?!.*hunter2)/)
  })
})

describe('joinURL', () => {
  it('appends a path to the base with exactly one slash between them', () => {
    for (const base of ['https://a.example/v1', 'https://a.example/v1/', 'https://a.example/v1//']) {
      for (const path of ['chat/completions', '/chat/completions', '//chat/completions']) {
        expect(joinURL(new URL(base), path).href).toBe('https://a.example/v1/chat/completions')
      }
    }
  })

  it('leaves slashes inside the path and the base as they are', () => {
    expect(joinURL(new URL('https://a.example//v1'), '/models//m').href).toBe(
      'https://a.example//v1/models//m',
    )
  })

  it('keeps the query of both, drops the fragment, and plainURL shows neither', () => {
    const url = joinURL(new URL('https://a.example/v1?tenant=7#top'), '/chat?api-version=2')
    expect(url.href).toBe('https://a.example/v1/chat?tenant=7&api-version=2')
    expect(plainURL(url)).toBe('https://a.example/v1/chat')
  })
})
