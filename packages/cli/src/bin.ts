#!/usr/bin/env node
import process, { argv, cwd, env, exit, stderr, stdin, stdout } from 'node:process'
import { systemClock } from '@llm-balancer/core/time'
import { runCli } from './run-cli.ts'

const interrupt = new AbortController()
process.once('SIGINT', () => {
  interrupt.abort()
})
// A reader such as `head` may go before everything is written.
stdout.once('error', () => {
  exit(0)
})

process.exitCode = await runCli(argv.slice(2), {
  env,
  folder: cwd(),
  stdin,
  stdout,
  stderr,
  signal: interrupt.signal,
  clock: systemClock,
})
stdin.destroy()
