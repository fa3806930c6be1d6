import { OpenAIProvider, Runner, setTraceProcessors } from '@openai/agents'
import type OpenAI from 'openai'

// The package starts a loop that sends its traces, with a timer every few seconds, for as long as the process lives. The tests of other
// files, which share the process, would have it.
setTraceProcessors([])

/** Runs agents of `@openai/agents` with the Responses of a client, without traces. */
export const agentRunner = (openAIClient: OpenAI): Runner =>
  new Runner({
    modelProvider: new OpenAIProvider({ openAIClient, useResponses: true }),
    tracingDisabled: true,
  })
