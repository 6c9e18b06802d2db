-- Up Migration
-- What each merchant took and gave back on a day (UTC), in minor units of the currency.
create table daily_totals.totals (
  merchant_id text not null,
  day date not null,
  currency text not null,
  taken bigint not null,
  refunded bigint not null,
  primary key (merchant_id, day, currency)
);
