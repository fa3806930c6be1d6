#!/usr/bin/env node
import process from 'node:process'
import { systemClock } from '@llm-balancer/core/time'
import { runProcess } from './run-process.ts'

await runProcess(process, systemClock)
