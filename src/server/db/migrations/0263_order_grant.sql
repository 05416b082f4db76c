-- What whoever is given an order sees by it: its studies in the place that owns it. Elsewhere in the account a study may
-- carry the same numbers without being the giver's to give.
create view order_given_study as
  select os.order_id, os.study_id, os.phi_namespace
  from order_study os join "order" o on o.uuid = os.order_id where os.phi_namespace = o.namespace_id;
