import { getGlobalTraceProvider } from '@openai/agents'

// The Agents SDK exports traces every few seconds from its import on, in a timer that would run on through other files' tests.
await getGlobalTraceProvider().shutdown()
