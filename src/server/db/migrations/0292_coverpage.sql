-- What is written on the first image of every study that is stored in the namespace.
alter table namespace add column coverpage text;
