-- What was last asked of a study or a namespace, a question each.
create index ai_question_asked on ai_question (namespace_id, study_id, question, created desc);
