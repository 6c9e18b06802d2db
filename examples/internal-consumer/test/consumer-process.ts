// The consumer as a process of its own, to be killed: as main.ts has it, but for the log in place of Kafka.
import { Pool } from 'pg';
import { dailyTotals, GROUP } from '../src/daily-totals.ts';
import { openPaymentLog } from './payments.ts';

const url = process.env['DATABASE_URL'] ?? '';
const pool = new Pool({ connectionString: url, application_name: GROUP });
const { messaging } = await openPaymentLog(url, pool);
messaging.subscribe(dailyTotals(pool));
