import { describe, expect, it } from 'vitest'
import { forwardedHeaders, withoutPlaceholder } from './forwarded-headers.ts'

describe('the headers that go from the outer client to a target', () => {
  it.each([
    'authorization',
    'proxy-authorization',
    'x-api-key',
    'api-key',
    'apikey',
    'x-goog-api-key',
    'x-goog-user-project',
    'ocp-apim-subscription-key',
    'cf-aig-authorization',
    'helicone-auth-token',
    'x-amz-security-token',
    'x-amz-date',
    'cookie',
    'x-portkey-secret',
    'x-hub-signature',
    'openai-organization',
    'openai-project',
    'user-agent',
    'x-stainless-retry-count',
    'x-fern-sdk-name',
    'x-goog-api-client',
    'x-llm-balancer-pin',
    'content-length',
    'host',
    'helicone-auth',
    'x-bf-vk',
    'x-auth',
    'auth',
    'authentication',
    'x-basic-auth',
    'x-jwt',
    'x-jwt-assertion',
    'x-goog-iap-jwt-assertion',
    'x-goog-authenticated-user-email',
    'x-pat',
    'x-portkey-config',
    'x_api_key',
    'x-client-cert',
    'cf-access-client-id',
    'x-forwarded-for',
    'referer',
    'x-tenant',
  ])('do not include %s', (name) => {
    expect(forwardedHeaders({ [name]: 'planted' })).toEqual({})
  })

  it.each([
    'content-type',
    'accept',
    'anthropic-beta',
    'anthropic-version',
    'openai-beta',
    'idempotency-key',
    'x-request-id',
    'x-client-request-id',
    'traceparent',
    'tracestate',
    'x-trace-id',
    'x-server-timeout',
    'accept-language',
  ])('include %s', (name) => {
    expect(forwardedHeaders({ [name]: 'given' })).toEqual({ [name]: 'given' })
  })
})

describe("the headers of an adapter's request that go to a client", () => {
  it('are all but the placeholder for its key', () => {
    const headers = {
      authorization: 'Bearer llm-balancer',
      'x-goog-api-key': 'llm-balancer',
      'x-own-token': 'mine',
      'x-tenant': 'llm-balancer-team',
      'user-agent': 'fetch',
    }
    expect(withoutPlaceholder(headers)).toEqual({ 'x-own-token': 'mine', 'x-tenant': 'llm-balancer-team' })
  })
})
