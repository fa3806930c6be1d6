import { describe, expect, it } from 'vitest'
import { checkBaseURL, joinURL, plainURL } from './base-url.ts'

describe('checkBaseURL', () => {
  it('accepts https, http to this machine, and other http where it is allowed', () => {
    expect(checkBaseURL('x', 'https://api.example.com/v1').href).toBe('https://api.example.com/v1')
    expect(checkBaseURL('x', 'http://localhost:8000/v1').host).toBe('localhost:8000')
    expect(checkBaseURL('x', 'http://10.1.2.3', true).protocol).toBe('http:')
  })

  it.each([
    ['http://10.1.2.3', 'x: "baseURL" would send the key unencrypted to 10.1.2.3; use https'],
    ['https://169.254.169.254', 'x: "baseURL" is a link-local or metadata address'],
    [undefined, 'x: "baseURL" is missing'],
  ])('refuses %s in the name of the option', (value, message) => {
    expect(() => checkBaseURL('x', value)).toThrow(message)
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
